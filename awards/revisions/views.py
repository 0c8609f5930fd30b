"""The reserve list, conditions and changes of a phase after its letters, for who may decide."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from awards.models import Contract, Decision, DecisionSet
from awards.permissions import can_propose
from awards.revisions import forms as change_forms
from awards.revisions import permissions, services, transitions
from awards.revisions.models import Reinstatement
from awards.revisions.selectors import decisions_now, free_in_pot, reading
from awards.views.fetch import decision_set_of, staff_phase
from portal.accounts.requests import SignedInRequest, posted
from portal.accounts.stepup import step_up_required
from portal.clock import portal_now
from portal.files import store
from portal.form_pages import is_done

METHODS = ["GET", "HEAD", "POST"]
Outcome = Decision.Outcome


@login_required
@require_safe
def room(request: SignedInRequest, reference: str, code: str) -> HttpResponse:
    """Awards with their conditions, the reserve list, who was not awarded, and what waits."""
    decision_set = _set_for_deciders(request, reference, code)
    decisions = list(decisions_now(decision_set))
    waiting = [
        each
        for decision in decisions
        for each in decision.reinstatements.all()
        if each.state == Reinstatement.State.PROPOSED
    ]
    for each in waiting:
        each.can_be_judged = transitions.REINSTATE.is_offered(each, by=request.user)  # type: ignore[attr-defined]
    awards = [each for each in decisions if hasattr(each, "contract")]
    may = {
        # One contract of a theme answers for all of them: the authority is the same.
        each.proposal.dossier.theme_id: permissions.can_lapse(request.user, each.contract)
        for each in {each.proposal.dossier.theme_id: each for each in awards}.values()
    }
    for award in awards:
        award.can_lapse = (  # type: ignore[attr-defined]
            award.contract.state in transitions.UNSIGNED and may[award.proposal.dossier.theme_id]
        )
    context = {
        **_place(decision_set),
        "awards": awards,
        "reserves": [each for each in decisions if each.outcome == Outcome.RESERVE],
        "rejected": [each for each in decisions if each.outcome == Outcome.REJECT],
        "waiting": waiting,
        "now": portal_now(),
    }
    return render(request, "revisions/room.html", context)


@login_required
@require_http_methods(METHODS)
def propose(request: SignedInRequest, reference: str, code: str, dossier: str) -> HttpResponse:
    """Call up a reserve, or reinstate who was rejected: another officer approves."""
    decision_set = _set_for_deciders(request, reference, code)
    decision = _decision(decision_set, dossier)
    if decision.outcome not in {Outcome.RESERVE, Outcome.REJECT}:
        raise Http404
    is_reserve = decision.outcome == Outcome.RESERVE
    return _form_page(
        request,
        decision_set,
        change_forms.ReinstateForm(posted(request), decision=decision),
        {
            "decision": decision,
            "heading": _("Call up a reserve") if is_reserve else _("Award after all"),
            "lead": _(
                "The first decision and its letter stay as they are. When a colleague approves, "
                "the applicant gets a new letter and a contract."
            ),
            "free": free_in_pot(decision),
        },
        do=lambda answers: services.propose(decision, by=request.user, **answers),
        done=_("Proposed. Your colleagues have been asked to check and approve."),
    )


@login_required
@require_http_methods(METHODS)
def lapse(request: SignedInRequest, reference: str, code: str, dossier: str) -> HttpResponse:
    """An award falls away before both have signed."""
    decision_set = _set_for_deciders(request, reference, code)
    decision = _decision(decision_set, dossier)
    contract = get_object_or_404(Contract, decision=decision, state__in=transitions.UNSIGNED)
    if not permissions.can_lapse(request.user, contract):
        raise PermissionDenied("lapse")
    return _form_page(
        request,
        decision_set,
        change_forms.LapseForm(posted(request), decision=decision),
        {
            "decision": decision,
            "heading": _("The award falls away"),
            "lead": _(
                "The contract ends and can no longer be signed. Its part of the budget is free "
                "again, so a reserve can be called up. The company gets a mail. This cannot be "
                "undone."
            ),
        },
        do=lambda answers: transitions.lapse(contract, by=request.user, **answers),
        done=_("Written down. The budget of this award is free again."),
    )


@login_required
@require_http_methods(METHODS)
def meet_condition(
    request: SignedInRequest, reference: str, code: str, dossier: str
) -> HttpResponse:
    """The condition of an award is met."""
    decision_set = _set_for_deciders(request, reference, code)
    decision = _decision(decision_set, dossier)
    if not decision.condition or hasattr(decision, "condition_met"):
        raise Http404
    return _form_page(
        request,
        decision_set,
        change_forms.MetForm(posted(request)),
        {
            "decision": decision,
            "heading": _("The condition is met"),
            "lead": _("From now on the contract can be signed."),
        },
        do=lambda answers: services.meet_condition(decision, by=request.user, **answers),
        done=_("Written down. The contract can be signed."),
    )


@login_required
@step_up_required
@require_http_methods(METHODS)
def approve(request: SignedInRequest, reference: str, code: str, uuid: UUID) -> HttpResponse:
    """Read what a colleague proposes, and award it."""
    decision_set = _set_for_deciders(request, reference, code)
    proposed = _to_judge(request, decision_set, uuid)
    if request.method == "POST":
        transitions.reinstate(proposed, by=request.user, proof=request.proof)
        messages.success(request, _("Awarded. The new letter was sent and the contract offered."))
        return redirect("revisions:room", reference, code)
    context = {
        **_place(decision_set),
        "reinstatement": proposed,
        "decision": proposed.decision,
        "free": free_in_pot(proposed.decision),
    }
    return render(request, "revisions/approve.html", context)


@login_required
@require_http_methods(METHODS)
def turn_down(request: SignedInRequest, reference: str, code: str, uuid: UUID) -> HttpResponse:
    """Say no, with the reasons."""
    decision_set = _set_for_deciders(request, reference, code)
    proposed = _to_judge(request, decision_set, uuid)
    return _form_page(
        request,
        decision_set,
        change_forms.TurnDownForm(posted(request)),
        {
            "decision": proposed.decision,
            "heading": _("Turn it down"),
            "lead": _("The first decision stands. Nobody outside is told."),
        },
        do=lambda answers: transitions.turn_down(proposed, by=request.user, **answers),
        done=_("Turned down."),
    )


@login_required
@require_safe
def letter(request: SignedInRequest, uuid: UUID) -> StreamingHttpResponse:
    """The new letter, for the company it is for and for the officers of the call."""
    found = get_object_or_404(
        reading(request.user).select_related("file", "decision__proposal__dossier__lead"),
        uuid=uuid,
    )
    if request.method == "GET":
        services.mark_read(found, by=request.user)
    if found.file is None:
        raise Http404
    return store.response(found.file, f"{found.number}.pdf")


def _form_page(
    request: SignedInRequest,
    decision_set: DecisionSet,
    form: forms.Form,
    context: dict[str, Any],
    *,
    do: Callable[[dict[str, Any]], object],
    done: str,
) -> HttpResponse:
    """One form; back to the room once it was done, and nothing typed is lost by a refusal."""
    place = _place(decision_set)
    if is_done(request, form, do):
        messages.success(request, done)
        return redirect("revisions:room", place["call"].reference, place["phase"].code)
    return render(request, "revisions/form.html", {**place, **context, "form": form})


def _to_judge(request: SignedInRequest, decision_set: DecisionSet, uuid: UUID) -> Reinstatement:
    proposed: Reinstatement = get_object_or_404(
        Reinstatement.objects.select_related(
            "decision__proposal__dossier__lead", "decision__proposal__opened", "proposed_by"
        ),
        uuid=uuid,
        decision__decision_set=decision_set,
        state=Reinstatement.State.PROPOSED,
    )
    if not transitions.REINSTATE.allowed(request.user, proposed):
        raise PermissionDenied("reinstate")
    return proposed


def _decision(decision_set: DecisionSet, dossier: str) -> Decision:
    found: Decision = get_object_or_404(
        decisions_now(decision_set), proposal__dossier__reference=dossier
    )
    return found


def _place(decision_set: DecisionSet) -> dict[str, Any]:
    return {"call": decision_set.phase.call, "phase": decision_set.phase}


def _set_for_deciders(request: SignedInRequest, reference: str, code: str) -> DecisionSet:
    """The decisions of a phase that gives contracts, after the letters."""
    decision_set = decision_set_of(staff_phase(request, reference, code))
    if decision_set.released_at is None or not decision_set.phase.gives_contracts:
        raise Http404
    if not can_propose(request.user, decision_set.phase):
        raise PermissionDenied("revisions")
    return decision_set
