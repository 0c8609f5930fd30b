"""Who decides after a stage."""

from typing import Any

from awards.models import Contract
from awards.partnership.models import StageDecision
from awards.permissions import can_countersign
from calls.delegation.behalf import is_same_hand


def can_decide_stage(user: Any, contract: Contract) -> bool:
    """An officer of the call."""
    return can_countersign(user, contract)


def can_decide_end(user: Any, decision: StageDecision) -> bool:
    """Another officer than who proposed it: nobody ends a partnership alone."""
    return can_countersign(user, decision.contract) and not is_same_hand(
        user, decision.proposed_by_id, decision.contract.decision.proposal.phase.call
    )
