"""Deciding: one officer proposes within the advice, another reads it all and approves."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from awards import permissions, services, transitions
from awards.checks import approval_gaps, round_gaps
from awards.documents import scores_of
from awards.fingerprints import set_sha256
from awards.forms import DecisionForm
from awards.models import Decision, DecisionSet
from awards.selectors import decisions_of, pots_of
from awards.views.fetch import decision_set_of, staff_phase
from calls.models import Phase
from portal.accounts.requests import SignedInRequest, posted
from portal.accounts.stepup import step_up_required
from portal.workflow import TransitionRefused


@login_required
@require_safe
def decide(request: SignedInRequest, reference: str, code: str) -> HttpResponse:
    """The decisions of a phase beside the advice; before they were begun, how to begin."""
    phase = staff_phase(request, reference, code)
    if not permissions.can_propose(request.user, phase):
        raise PermissionDenied("decide")
    decision_set = (
        DecisionSet.objects.filter(phase=phase).select_related("proposed_by", "approved_by").first()
    )
    context: dict[str, Any] = {"call": phase.call, "phase": phase, "decision_set": decision_set}
    if decision_set is not None:
        decision_set.phase = phase
        context |= _overview(decision_set)
        is_open = decision_set.state == DecisionSet.State.PROPOSED
        context["can_edit"] = is_open and permissions.can_set_decision(request.user, decision_set)
        context["can_approve"] = transitions.APPROVE.is_offered(decision_set, by=request.user)
    else:
        context["gaps"] = [] if phase.is_scored else round_gaps(phase)
        begins_in = Phase.State.ADVISED if phase.is_scored else Phase.State.OPENED
        context["can_begin"] = phase.state == begins_in and not context["gaps"]
    return render(request, "awards/decide.html", context)


@login_required
@require_POST
def propose(request: SignedInRequest, reference: str, code: str) -> HttpResponse:
    """Take over the advice as the beginning of the decisions."""
    phase = staff_phase(request, reference, code)
    services.propose(phase, by=request.user)
    text = (
        _("The decisions follow the advice now. Check them and change them.")
        if phase.is_scored
        else _("All admissible offers go on. Check the decisions, and then ask a colleague.")
    )
    messages.success(request, text)
    return redirect("awards:decide", reference, code)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def decision(request: SignedInRequest, reference: str, code: str, dossier: str) -> HttpResponse:
    """Decide about one offer, with its scores and reasons at hand."""
    phase = staff_phase(request, reference, code)
    decision_set = decision_set_of(phase)
    if not permissions.can_set_decision(request.user, decision_set):
        raise PermissionDenied("set_decision")
    chosen = _decision_of(decision_set, dossier)
    form = DecisionForm(posted(request), decision=chosen)
    if request.method == "POST" and form.is_valid():
        try:
            services.set_decision(chosen, by=request.user, **form.cleaned_data)
        except TransitionRefused as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, _("Saved: %(dossier)s.") % {"dossier": dossier})
            return redirect("awards:decide", reference, code)
    context = {
        "call": phase.call,
        "phase": phase,
        "decision": chosen,
        "form": form,
        "scores": scores_of(chosen),
    }
    return render(request, "awards/decision.html", context)


@login_required
@require_POST
def ask_approval(request: SignedInRequest, reference: str, code: str) -> HttpResponse:
    """Done deciding: the other officers are asked to check."""
    phase = staff_phase(request, reference, code)
    services.ask_approval(decision_set_of(phase), by=request.user)
    messages.success(request, _("Your colleagues have been asked to check and approve."))
    return redirect("awards:workspace", reference)


@login_required
@step_up_required
@require_http_methods(["GET", "HEAD", "POST"])
def approve(request: SignedInRequest, reference: str, code: str) -> HttpResponse:
    """Read all decisions once more and approve them; afterwards they are frozen."""
    phase = staff_phase(request, reference, code)
    decision_set = decision_set_of(phase)
    if not permissions.can_approve(request.user, decision_set):
        raise PermissionDenied("approve")
    if request.method == "POST":
        transitions.approve(
            decision_set,
            by=request.user,
            proof=request.proof,
            seen_sha256=request.POST.get("seen_sha256", ""),
        )
        messages.success(request, _("Approved. The letters are being made."))
        return redirect("awards:letters", reference, code)
    context = {
        "call": phase.call,
        "phase": phase,
        "decision_set": decision_set,
        "sha256": set_sha256(decision_set),
        "is_open": decision_set.state == DecisionSet.State.PROPOSED,
        **_overview(decision_set),
    }
    return render(request, "awards/approve.html", context)


def _decision_of(decision_set: DecisionSet, dossier: str) -> Decision:
    return get_object_or_404(decisions_of(decision_set), proposal__dossier__reference=dossier)


def _overview(decision_set: DecisionSet) -> dict[str, Any]:
    """The decisions in order, what they add up to, and what is still missing."""
    decisions = list(decisions_of(decision_set))
    awards = [d for d in decisions if d.outcome == Decision.Outcome.AWARD]
    return {
        "decisions": decisions,
        "awards": len(awards),
        "deviations": [d for d in decisions if d.departs],
        "pots": pots_of(decision_set),
        "gaps": approval_gaps(decision_set),
    }
