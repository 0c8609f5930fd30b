"""Who changes what was decided: who may decide, and never one person alone."""

from typing import Any

from awards.models import Contract
from awards.permissions import can_countersign, can_propose
from awards.revisions.models import Reinstatement
from calls.delegation.behalf import is_same_hand


def can_judge(user: Any, reinstatement: Reinstatement) -> bool:
    """Another officer who may decide than who proposed it."""
    phase = reinstatement.decision.decision_set.phase
    return can_propose(user, phase) and not is_same_hand(
        user, reinstatement.proposed_by_id, phase.call
    )


def can_lapse(user: Any, contract: Contract) -> bool:
    """An officer who may decide, of the authority that contracts."""
    return can_propose(user, contract.decision.decision_set.phase) and can_countersign(
        user, contract
    )
