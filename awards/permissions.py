"""Who may decide, tell, contract, judge and record. When is said by awards/transitions.py."""

from typing import Any

from assessment.independence.permissions import is_recused
from assessment.permissions import sits_on_committee
from awards.models import Contract, DecisionSet, Deliverable
from calls.delegation.behalf import is_same_hand
from calls.models import Call, Phase
from calls.permissions import is_officer
from portal.accounts.models import Membership, Organisation
from portal.accounts.permissions import has_role

Role = Membership.Role


def can_propose(user: Any, phase: Phase) -> bool:
    """An officer of the call who did not judge the offers, and has no interest in one."""
    return (
        is_officer(user, phase.call)
        and not sits_on_committee(user, phase.call)
        and not is_recused(user, phase.call)
    )


def can_set_decision(user: Any, decision_set: DecisionSet) -> bool:
    """Only who proposes writes the proposal: whoever approves it must be somebody else."""
    return can_propose(user, decision_set.phase) and user == decision_set.proposed_by


def can_approve(user: Any, decision_set: DecisionSet) -> bool:
    """Nobody approves their own decision, nor one made in their place."""
    return can_propose(user, decision_set.phase) and not is_same_hand(
        user, decision_set.proposed_by_id, decision_set.phase.call
    )


def can_release(user: Any, decision_set: DecisionSet) -> bool:
    """Nobody releases alone: who approved last does not also send the letters."""
    return can_propose(user, decision_set.phase) and not is_same_hand(
        user, decision_set.approved_by_id, decision_set.phase.call
    )


def can_manage_contracts(user: Any, phase: Phase) -> bool:
    """The officers of the call keep its contracts."""
    return is_officer(user, phase.call)


def can_sign(user: Any, contract: Contract) -> bool:
    """A signatory of the company that was awarded."""
    return has_role(user, Role.SIGNATORY, organisation=contract.decision.proposal.dossier.lead)


def can_countersign(user: Any, contract: Contract) -> bool:
    """An officer of the authority that contracts: of the theme's own, else of the call."""
    dossier = contract.decision.proposal.dossier
    if dossier.theme is not None and dossier.theme.authority is not None:
        return has_role(user, Role.OFFICER, organisation=dossier.theme.authority)
    return is_officer(user, contract.decision.proposal.phase.call)


def can_end_contract(user: Any, contract: Contract) -> bool:
    """Either side; whether the other one agreed is checked by the decision that ends it."""
    return can_countersign(user, contract) or can_sign(user, contract)


def can_deliver(user: Any, deliverable: Deliverable) -> bool:
    """A signatory or editor of the contractor."""
    company = deliverable.contract.decision.proposal.dossier.lead
    return has_role(user, Role.SIGNATORY, Role.EDITOR, organisation=company)


def can_judge(user: Any, deliverable: Deliverable) -> bool:
    """An officer of the call."""
    return can_countersign(user, deliverable.contract)


def can_record_purchase(user: Any, buyer: Organisation) -> bool:
    """An officer of the authority that bought; any authority may have bought."""
    return buyer.kind == Organisation.Kind.AUTHORITY and has_role(
        user, Role.OFFICER, organisation=buyer
    )


def can_write_result(user: Any, call: Call) -> bool:
    """The officers of the call write what the public reads beside the facts."""
    return is_officer(user, call)


def is_buyer(user: Any) -> bool:
    """Whether this person may record purchases for any authority at all."""
    if not getattr(user, "is_authenticated", False):
        return False
    return (
        Organisation.objects.of(user)
        .filter(
            kind=Organisation.Kind.AUTHORITY,
            memberships__user=user,
            memberships__role=Role.OFFICER,
        )
        .exists()
    )
