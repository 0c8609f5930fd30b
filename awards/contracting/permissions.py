"""Who asks for what a contract pays, who pays it, and who changes or ends it."""

from typing import Any

from awards.contracting.models import ContractChange, EarlyEnding, Payment
from awards.permissions import can_countersign, can_sign
from calls.delegation.behalf import is_same_hand
from portal.accounts.models import Membership
from portal.accounts.permissions import has_role

Role = Membership.Role


def can_request_payment(user: Any, payment: Payment) -> bool:
    """A signatory or editor of the contractor."""
    company = payment.contract.decision.proposal.dossier.lead
    return has_role(user, Role.SIGNATORY, Role.EDITOR, organisation=company)


def can_record_payment(user: Any, payment: Payment) -> bool:
    """An officer of the authority that contracts."""
    return can_countersign(user, payment.contract)


def can_propose(user: Any, change: ContractChange) -> bool:
    """An officer of the authority that contracts."""
    return can_countersign(user, change.contract)


def can_answer(user: Any, change: ContractChange) -> bool:
    """A signatory of the company: a change binds it as the contract does."""
    return can_sign(user, change.contract)


def can_decide_ending(user: Any, ending: EarlyEnding) -> bool:
    """Another officer than who proposed it, or a signatory where both agree."""
    if ending.way == EarlyEnding.Way.MUTUAL:
        return can_sign(user, ending.contract)
    return can_countersign(user, ending.contract) and not is_same_hand(
        user, ending.proposed_by_id, ending.contract.decision.proposal.phase.call
    )


def can_turn_down_ending(user: Any, ending: EarlyEnding) -> bool:
    """Who may decide, and any officer: what was proposed can be taken back."""
    return can_decide_ending(user, ending) or can_countersign(user, ending.contract)
