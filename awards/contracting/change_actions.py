"""On the page of a contract: what was changed or ended, and what somebody can do about it now."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from awards.contracting.models import ContractChange, EarlyEnding, NoInvitation
from awards.contracting.selectors import invites_later
from awards.contracting.transitions.changes import ACCEPT_CHANGE
from awards.contracting.transitions.endings import DECIDE_ENDING, TURN_DOWN_ENDING
from awards.models import Contract
from awards.permissions import can_countersign
from awards.transitions import END_CONTRACT


def told_about(contract: Contract, *, is_staff: bool) -> dict[str, Any]:
    """Changes, the end, and no invitation; the company reads the last once it has delivered."""
    held = NoInvitation.objects.filter(contract=contract).first()
    has_delivered = contract.state == Contract.State.DELIVERED
    return {
        "changes": contract.changes.all(),
        "endings": contract.endings.exclude(state=EarlyEnding.State.TURNED_DOWN),
        "no_invitation": held if is_staff or has_delivered else None,
    }


def change_actions(contract: Contract, user: Any) -> list[dict[str, Any]]:
    """What this person can do, after what the contract itself asks."""
    actions = []
    waits = contract.changes.filter(state=ContractChange.State.PROPOSED).first()
    runs = contract.state == Contract.State.RUNNING
    if waits is not None and runs and ACCEPT_CHANGE.is_offered(waits, by=user):
        actions.append(_action(_("Answer the change"), "change", waits.uuid))
    ending = contract.endings.filter(state=EarlyEnding.State.PROPOSED).first()
    if ending is not None:
        actions += _ending_actions(ending, user)
    if not can_countersign(user, contract):
        return actions
    if runs and waits is None:
        actions.append(_action(_("Propose a change"), "propose-change", contract.uuid))
    if contract.state in END_CONTRACT.sources and ending is None:
        actions.append(_action(_("Propose to end it early"), "propose-ending", contract.uuid))
    if invites_later(contract):
        if NoInvitation.objects.filter(contract=contract).exists():
            label = _("Invite to the next phase after all")
            actions.append(_action(label, "invite-after-all", contract.uuid, is_post=True))
        else:
            label = _("Do not invite to the next phase")
            actions.append(_action(label, "no-invitation", contract.uuid))
    return actions


def _ending_actions(ending: EarlyEnding, user: Any) -> list[dict[str, Any]]:
    actions = []
    if DECIDE_ENDING.is_offered(ending, by=user):
        is_mutual = ending.way == EarlyEnding.Way.MUTUAL
        page = "agree-ending" if is_mutual else "approve-ending"
        actions.append(_action(_("Read and end the contract"), page, ending.uuid))
    if TURN_DOWN_ENDING.is_offered(ending, by=user):
        label = _("Do not end the contract")
        actions.append(_action(label, "turn-down-ending", ending.uuid, is_post=True))
    return actions


def _action(label: str, page: str, uuid: Any, *, is_post: bool = False) -> dict[str, Any]:
    return {"label": label, "url": reverse(f"contracting:{page}", args=[uuid]), "is_post": is_post}
