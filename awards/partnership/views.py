"""The stages of one partnership: read by both sides, decided on by two officers."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from awards.models import Contract
from awards.partnership import permissions, transitions
from awards.partnership.forms import EndForm
from awards.partnership.models import Partnership, StageDecision
from awards.partnership.selectors import (
    bought_excl_vat,
    end_conditions,
    stage_to_decide,
    stages_of,
)
from awards.views.fetch import contract_for
from portal.accounts.requests import SignedInRequest, posted
from portal.accounts.stepup import step_up_required
from portal.form_pages import is_done


@login_required
@require_safe
def contract(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """What was agreed on buying, the stages with their targets, and what was decided."""
    chosen = contract_for(request, uuid)
    proposal = chosen.decision.proposal
    may_decide = permissions.can_decide_stage(request.user, chosen)
    context = {
        "contract": chosen,
        "proposal": proposal,
        "call": proposal.phase.call,
        "terms": Partnership.objects.filter(contract=chosen).first(),
        "bought": bought_excl_vat(proposal.dossier),
        "stages": stages_of(chosen),
        "grounds": end_conditions(proposal.phase.call),
        "ended": _ended(chosen, proposed=may_decide),
        "is_staff": may_decide,
        "actions": _actions(chosen, request.user) if may_decide else [],
    }
    return render(request, "partnership/contract.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def go_on(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """Go on with this partner after a stage."""
    chosen = _for_officers(request, uuid)
    if request.method == "POST":
        transitions.go_on(chosen, by=request.user)
        messages.success(request, _("You go on with this partner. The company has been told."))
        return redirect("partnership:contract", uuid)
    context = {
        "heading": _("Go on with this partner"),
        "lead": str(chosen.decision.proposal.dossier.lead),
        "consequences": [
            _("What belongs to the next stage can be delivered."),
            _("The company gets a mail."),
        ],
        "confirm_label": _("Go on"),
        "cancel_url": reverse("partnership:contract", args=[uuid]),
    }
    return render(request, "layouts/confirm.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def propose_end(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """Propose to end this partnership; a colleague decides."""
    chosen = _for_officers(request, uuid)
    form = EndForm(posted(request), contract=chosen)
    if is_done(
        request, form, lambda answers: transitions.propose_end(chosen, by=request.user, **answers)
    ):
        messages.success(request, _("Proposed. A colleague has been asked to decide."))
        return redirect("partnership:contract", uuid)
    context = {"contract": chosen, "call": chosen.decision.proposal.phase.call, "form": form}
    return render(request, "partnership/propose_end.html", context)


@login_required
@step_up_required
@require_http_methods(["GET", "HEAD", "POST"])
def approve_end(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """Read the ground and the reasons, then end the partnership."""
    chosen = _for_officers(request, uuid)
    decision = _proposed(request, chosen)
    if request.method == "POST":
        transitions.approve_end(decision, by=request.user, proof=request.proof)
        messages.success(request, _("The partnership has ended. The company has been told."))
        return redirect("partnership:contract", uuid)
    grounds = end_conditions(chosen.decision.proposal.phase.call)
    context = {
        "heading": _("End this partnership"),
        "lead": str(chosen.decision.proposal.dossier.lead),
        "consequences": [
            _("Ground: %(ground)s.") % {"ground": grounds[decision.condition]},
            _("Reasons: %(reasons)s") % {"reasons": decision.reasons},
            _("What was accepted is paid. Nothing more can be delivered."),
            _("The company gets a mail with the ground and the reasons."),
        ],
        "irreversible": True,
        "confirm_label": _("End the partnership"),
        "cancel_url": reverse("partnership:contract", args=[uuid]),
    }
    return render(request, "layouts/confirm.html", context)


@login_required
@require_POST
def turn_down_end(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """Do not end it after all."""
    chosen = _for_officers(request, uuid)
    transitions.turn_down_end(_proposed(request, chosen), by=request.user)
    messages.success(request, _("The partnership is not ended. The decision is open again."))
    return redirect("partnership:contract", uuid)


def _for_officers(request: SignedInRequest, uuid: UUID) -> Contract:
    chosen = contract_for(request, uuid)
    if not permissions.can_decide_stage(request.user, chosen):
        raise PermissionDenied("decide_stage")
    return chosen


def _proposed(request: SignedInRequest, contract: Contract) -> StageDecision:
    """The ending that waits for a second officer; 403 for who proposed it."""
    waiting = contract.stage_decisions.filter(
        verdict=StageDecision.Verdict.END, state=StageDecision.State.PROPOSED
    )
    decision = get_object_or_404(waiting)
    if not permissions.can_decide_end(request.user, decision):
        raise PermissionDenied("decide_end")
    return decision


def _ended(contract: Contract, *, proposed: bool) -> StageDecision | None:
    """The ending, and for officers also one that is proposed."""
    states = [StageDecision.State.APPROVED, *([StageDecision.State.PROPOSED] if proposed else [])]
    endings = contract.stage_decisions.filter(verdict=StageDecision.Verdict.END, state__in=states)
    return endings.select_related("proposed_by", "decided_by").first()


def _actions(contract: Contract, user: Any) -> list[dict[str, Any]]:
    """What an officer can do now, the most usual first."""
    waiting = contract.stage_decisions.filter(state=StageDecision.State.PROPOSED).first()
    names: list[tuple[str, str, bool]] = []
    if waiting is not None and permissions.can_decide_end(user, waiting):
        names = [
            (_("Read and end this partnership"), "approve-end", False),
            (_("Do not end it"), "turn-down-end", True),
        ]
    elif contract.state == Contract.State.RUNNING and stage_to_decide(contract):
        names = [
            (_("Go on with this partner"), "go-on", False),
            (_("Propose to end this partnership"), "propose-end", False),
        ]
    return [
        {
            "label": label,
            "url": reverse(f"partnership:{name}", args=[contract.uuid]),
            "is_post": is_post,
            "is_primary": place == 0,
        }
        for place, (label, name, is_post) in enumerate(names)
    ]
