"""Who checks an offer and asks about it, and who answers for the company."""

from applications.models import Proposal
from applications.permissions import can_edit, can_judge_admissibility
from assessment.admissibility.models import Clarification
from portal.accounts.models import User


def can_check(user: User, proposal: Proposal) -> bool:
    """Who judges admissibility: officers and the secretary of the call."""
    return can_judge_admissibility(user, proposal)


def can_answer(user: User, clarification: Clarification) -> bool:
    """Signatories and editors of the company that leads the offer."""
    return can_edit(user, clarification.proposal)
