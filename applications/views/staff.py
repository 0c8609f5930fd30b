"""Opened offers, for officers and the secretary: the list, one offer, its files, admissibility."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from applications import permissions, reading, transitions
from applications.accompanying import sender_of, sme_of
from applications.forms import AdmissibilityForm
from applications.models import Proposal
from applications.selectors import opened_proposals, opening_of
from applications.views.vault import phase_or_404
from calls import limits
from calls.models import Phase
from portal.accounts.requests import SignedInRequest
from portal.files import store


def opened_or_404(user: Any, reference: str, code: str) -> Proposal:
    """An opened offer of a call on which this person works; 403 for who may not read offers."""
    proposal = get_object_or_404(
        Proposal.objects.opened_for_staff(user).select_related(
            "dossier__lead",
            "dossier__theme",
            "phase__call",
            "opened__submission",
            "admissibility__judged_by",
        ),
        dossier__reference=reference,
        phase__code=code,
    )
    if not permissions.can_read_offers(user, proposal.phase):
        raise PermissionDenied("read_offers")
    return proposal


@require_safe
@login_required
def opened_list(request: SignedInRequest, call: str, code: str) -> HttpResponse:
    """All opened offers of a phase, in the order in which they were received."""
    phase = phase_or_404(request.user, call, code)
    if not permissions.can_read_offers(request.user, phase):
        raise PermissionDenied("read_offers")
    opening = opening_of(phase)
    if opening is None or opening.opened_at is None:
        raise Http404
    offers = list(opened_proposals(request.user, phase))
    context = {
        "phase": phase,
        "call": phase.call,
        "opening": opening,
        "offers": offers,
        "to_judge": sum(
            offer.state == Proposal.State.OPENED and not hasattr(offer, "admissibility")
            for offer in offers
        ),
        "excluded": sum(offer.state == Proposal.State.EXCLUDED for offer in offers),
    }
    return render(request, "applications/opened_list.html", context)


@require_safe
@login_required
def opened(request: SignedInRequest, reference: str, code: str) -> HttpResponse:
    """One offer as assessors read it, with the judgement of its admissibility."""
    proposal = opened_or_404(request.user, reference, code)
    return _opened_page(request, proposal, _admissibility_form(proposal))


@require_safe
@login_required
def opened_file(
    request: SignedInRequest, reference: str, code: str, question: str
) -> StreamingHttpResponse:
    """A file of an opened offer."""
    proposal = opened_or_404(request.user, reference, code)
    found = get_object_or_404(proposal.opened.files.select_related("file"), question=question)
    return store.response(found.file, found.file_name)


@require_POST
@login_required
def judge(request: SignedInRequest, reference: str, code: str) -> HttpResponse:
    """Admissible or excluded."""
    proposal = opened_or_404(request.user, reference, code)
    form = AdmissibilityForm(proposal.phase, request.POST)
    if not form.is_valid():
        return _opened_page(request, proposal, form)
    transitions.judge_admissibility(
        proposal,
        admissible=form.cleaned_data["judgement"] == "admissible",
        reasons=form.cleaned_data["reasons"],
        grounds=form.cleaned_data.get("grounds", []),
        by=request.user,
    )
    messages.success(request, _("Your judgement has been written down."))
    return redirect("applications:opened-list", proposal.phase.call.reference, code)


def _admissibility_form(proposal: Proposal) -> AdmissibilityForm:
    judged = getattr(proposal, "admissibility", None)
    if judged is None:
        return AdmissibilityForm(proposal.phase)
    return AdmissibilityForm(
        proposal.phase,
        initial={
            "grounds": judged.grounds,
            "judgement": "admissible" if judged.is_admissible else "excluded",
            "reasons": judged.reasons,
        },
    )


def _opened_page(
    request: SignedInRequest, proposal: Proposal, form: AdmissibilityForm
) -> HttpResponse:
    phase = proposal.phase
    may_judge = phase.state == Phase.State.OPENED and permissions.can_judge_admissibility(
        request.user, proposal
    )
    context = {
        "proposal": proposal,
        "phase": phase,
        "may_read_history": permissions.can_read_history(request.user, proposal.phase),
        "call": phase.call,
        "opened": proposal.opened,
        "offer": reading.read_opened(proposal.opened, file_url="applications:opened-file"),
        "judged": getattr(proposal, "admissibility", None),
        "grounds": reading.grounds_of(proposal),
        "facts": limits.facts_of(phase, proposal.opened.answers),
        "sme": sme_of(proposal.opened.answers),
        "sender": sender_of(proposal.opened.answers),
        "form": form if may_judge else None,
    }
    return render(request, "applications/opened.html", context)
