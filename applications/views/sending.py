"""Sending an offer, changing it, taking it back, beginning again."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from applications import permissions, reading, transitions
from applications.completeness import completeness_of
from applications.documents import receipt_context
from applications.forms import ChangeCodeForm, DeclareForm
from applications.models import Proposal
from applications.refusals.views import refused_page
from applications.selectors import standing_submission
from applications.views.company import offer_or_404, states_of
from applications.working_copy import read_sections
from portal.accounts.requests import SignedInRequest
from portal.clock import portal_now
from portal.look.wording import moment_text
from portal.sme.selectors import latest_test
from portal.workflow import TransitionRefused


@require_http_methods(["GET", "POST"])
@login_required
@never_cache
def submit(request: SignedInRequest, reference: str, code: str) -> HttpResponse:
    """Check and send. The answer to a sending is the receipt, the only page with the code."""
    proposal = offer_or_404(request.user, reference, code)
    form = DeclareForm(request.POST if request.method == "POST" else None)
    if request.method == "GET":
        if not permissions.can_submit(request.user, proposal):
            raise PermissionDenied("submit")
        return _check_page(request, proposal, form)
    try:
        sent = transitions.submit(
            proposal, by=request.user, declared=bool(form.is_valid() and form.cleaned_data)
        )
    except TransitionRefused as refusal:
        if refusal.code in {"incomplete", "declaration"}:
            return _check_page(request, proposal, form, status=409)
        return refused_page(request, proposal, refusal)
    context = {
        **receipt_context(sent.submission),
        "change_code": sent.change_code,
        "is_standing": True,
    }
    return render(request, "applications/receipt.html", context)


@require_http_methods(["GET", "POST"])
@login_required
def change(request: SignedInRequest, reference: str, code: str) -> HttpResponse:
    """Open what was sent with the change code and go on writing."""
    proposal = offer_or_404(request.user, reference, code)
    if not permissions.can_edit(request.user, proposal):
        raise PermissionDenied("change")
    form = ChangeCodeForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            transitions.change(proposal, code=form.cleaned_data["code"], by=request.user)
        except TransitionRefused as refusal:
            if refusal.code != "change_code":
                return refused_page(request, proposal, refusal)
            form.add_error("code", refusal.message)
        else:
            messages.success(
                request, _("You can write again. What you sent counts until you send again.")
            )
            return redirect("applications:offer", reference, code)
    context = {
        "proposal": proposal,
        "phase": proposal.phase,
        "call": proposal.phase.call,
        "form": form,
        "standing": standing_submission(proposal),
        "last": proposal.submissions.order_by("-number").first(),
    }
    return render(request, "applications/change.html", context)


@require_http_methods(["GET", "POST"])
@login_required
def withdraw(request: SignedInRequest, reference: str, code: str) -> HttpResponse:
    """Take the offer back, after saying what that means."""
    proposal = offer_or_404(request.user, reference, code)
    if not permissions.can_withdraw(request.user, proposal):
        raise PermissionDenied("withdraw")
    if request.method == "POST":
        try:
            transitions.withdraw(proposal, by=request.user)
        except TransitionRefused as refusal:
            return refused_page(request, proposal, refusal)
        messages.success(request, _("Your offer has been withdrawn."))
        return redirect("applications:offer", reference, code)
    closes_at = proposal.phase.closes_at or portal_now()
    context = {
        "heading": _("Withdraw your offer"),
        "lead": f"{proposal.phase} ({reference})",
        "consequences": [
            _("Your offer does not take part any more, and nobody will read it."),
            _("What you sent stays on record, sealed, with its receipt."),
            _("Until %(closes)s you can send an offer again.")
            % {"closes": moment_text(closes_at, seconds=False)},
            _("Your colleagues get a mail about this."),
        ],
        "confirm_label": _("Withdraw this offer"),
        "cancel_url": reverse("applications:offer", args=[reference, code]),
        "is_destructive": True,
    }
    return render(request, "layouts/confirm.html", context)


@require_POST
@login_required
def begin_again(request: SignedInRequest, reference: str, code: str) -> HttpResponse:
    """After a withdrawal: an empty draft in the same place."""
    proposal = offer_or_404(request.user, reference, code)
    try:
        transitions.begin_again(proposal, by=request.user)
    except TransitionRefused as refusal:
        return refused_page(request, proposal, refusal)
    messages.success(request, _("You can write a new offer here."))
    return redirect("applications:offer", reference, code)


def _check_page(
    request: SignedInRequest, proposal: Proposal, form: DeclareForm, *, status: int = 200
) -> HttpResponse:
    is_draft = proposal.state == Proposal.State.DRAFT
    sections = read_sections(proposal)
    found = completeness_of(proposal, sections)
    shown = found if is_draft else []
    context = {
        "proposal": proposal,
        "phase": proposal.phase,
        "call": proposal.phase.call,
        "form": form,
        "gaps": [gap for gap in shown if gap.blocks],
        "remarks": [gap.message for gap in shown if not gap.blocks],
        "sections": states_of(proposal, sections, found),
        "offer": reading.preview(proposal, sections),
        "standing": standing_submission(proposal),
        "is_draft": is_draft,
        "sme_test": latest_test(proposal.dossier.lead),
    }
    return render(request, "applications/submit.html", context, status=status)
