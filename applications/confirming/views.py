"""A company's answers to new terms: read, and confirmed again."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from applications.confirming import permissions, selectors, services
from applications.confirming.forms import ConfirmAgainForm
from applications.models import Proposal
from applications.refusals.views import refused_page
from applications.views.company import offer_or_404
from portal.accounts.requests import SignedInRequest, posted
from portal.look.wording import moment_text
from portal.workflow import TransitionRefused


@require_POST
@login_required
def acknowledge(request: SignedInRequest, reference: str, code: str, number: int) -> HttpResponse:
    """Say that one has read what changed."""
    proposal = offer_or_404(request.user, reference, code)
    notice = get_object_or_404(
        proposal.terms_notices.select_related("version"), version__number=number
    )
    notice.proposal = proposal
    services.acknowledge(notice, by=request.user)
    messages.success(request, _("Noted: your company has read what changed."))
    return redirect("applications:offer", reference, code)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def confirm(request: SignedInRequest, reference: str, code: str) -> HttpResponse:
    """Confirm again what was sent, after saying what that means."""
    proposal = offer_or_404(request.user, reference, code)
    if not permissions.can_confirm(request.user, proposal):
        raise PermissionDenied("confirm")
    standing, open_amendments = selectors.confirm_state(proposal)
    if not open_amendments or standing is None:
        raise Http404
    form = ConfirmAgainForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            services.confirm(proposal, by=request.user, declared=True)
        except TransitionRefused as refusal:
            return refused_page(request, proposal, refusal)
        messages.success(request, _("Your offer is confirmed and stands as it was sent."))
        return redirect("applications:offer", reference, code)
    return render(request, "layouts/confirm.html", _page(proposal, open_amendments, form))


def _page(proposal: Proposal, open_amendments: list, form: ConfirmAgainForm) -> dict:
    names = ", ".join(str(row.amendment) for row in open_amendments)
    closes_at = proposal.phase.closes_at
    return {
        "heading": _("Confirm your offer again"),
        "lead": f"{proposal.phase} ({proposal.dossier.reference})",
        "consequences": [
            _("You confirm under: %(amendments)s.") % {"amendments": names},
            _("Nothing in your offer changes; nobody opens it for this."),
            _("Your name and the moment are kept with it."),
            _("Without this your offer lapses on %(closes)s.")
            % {"closes": moment_text(closes_at, seconds=False) if closes_at else ""},
        ],
        "form": form,
        "confirm_label": _("Confirm this offer"),
        "cancel_url": reverse(
            "applications:offer", args=[proposal.dossier.reference, proposal.phase.code]
        ),
    }
