"""A round of negotiations: the officers' list of parties, one party, and the party's own page."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from applications.models import Proposal
from awards.negotiation import permissions, services
from awards.negotiation.forms import TalkForm
from awards.negotiation.models import Talk
from awards.negotiation.selectors import parties_of
from awards.views.fetch import staff_phase
from calls.models import Phase
from portal.accounts.requests import SignedInRequest, posted
from portal.form_pages import is_done


@login_required
@require_safe
def parties(request: SignedInRequest, reference: str, code: str) -> HttpResponse:
    """Every party of the round, and the talks that were written down."""
    phase = _round_for(request, reference, code)
    context = {"call": phase.call, "phase": phase, "parties": parties_of(phase)}
    return render(request, "negotiation/parties.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def party(request: SignedInRequest, reference: str, code: str, dossier: str) -> HttpResponse:
    """One party: its talks so far, and a form to write one down."""
    phase = _round_for(request, reference, code)
    proposal = get_object_or_404(parties_of(phase), dossier__reference=dossier)
    proposal.phase = phase
    form = TalkForm(posted(request))
    if is_done(
        request, form, lambda answers: services.record_talk(proposal, by=request.user, **answers)
    ):
        messages.success(request, _("Written down. This party gets a mail, and no other."))
        return redirect("negotiation:parties", reference, code)
    context = {
        "call": phase.call,
        "phase": phase,
        "proposal": proposal,
        "talks": list(proposal.talks.all()),
        "form": form,
        "is_open": phase.state == Phase.State.OPENED,
    }
    return render(request, "negotiation/party.html", context)


@login_required
@require_safe
def mine(request: SignedInRequest, dossier: str, code: str) -> HttpResponse:
    """What was written down of the talks with one's own company."""
    proposal = get_object_or_404(
        Proposal.objects.of_company(request.user)
        .filter(phase__is_negotiated=True)
        .select_related("phase__call", "dossier"),
        dossier__reference=dossier,
        phase__code=code,
    )
    talks = Talk.objects.of_company(request.user).filter(proposal=proposal)
    context = {"proposal": proposal, "call": proposal.phase.call, "talks": talks}
    return render(request, "negotiation/mine.html", context)


def _round_for(request: SignedInRequest, reference: str, code: str) -> Phase:
    """A round whose vault is open, for who negotiates."""
    phase = staff_phase(request, reference, code)
    if not phase.is_negotiated:
        raise Http404
    if not permissions.can_record_talk(request.user, phase):
        raise PermissionDenied("record_talk")
    return phase
