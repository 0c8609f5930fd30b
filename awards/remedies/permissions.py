"""Who asks, who complains, and who answers."""

from typing import Any

from assessment.independence.permissions import is_recused
from awards.models import Decision
from awards.permissions import can_manage_contracts, can_propose
from awards.remedies.models import Complaint, DebriefRequest
from awards.selectors import officers_of
from calls.models import Phase
from portal.accounts.models import User
from portal.accounts.permissions import has_role
from portal.accounts.selectors import WRITERS


def can_see_room(user: Any, phase: Phase) -> bool:
    """The officers of the call, but for who has an interest in one of its offers."""
    return can_manage_contracts(user, phase) and not is_recused(user, phase.call)


def can_ask(user: Any, decision: Decision) -> bool:
    """Who signs or writes for the company that the letter is for."""
    return has_role(user, *WRITERS, organisation=decision.proposal.dossier.lead)


def can_answer_debrief(user: Any, debrief: DebriefRequest) -> bool:
    """An officer who may decide."""
    return can_propose(user, debrief.decision.decision_set.phase)


def can_answer_complaint(user: Any, complaint: Complaint) -> bool:
    """An officer who had no part in the decision; where there is none, any who may decide."""
    return user in who_answer(complaint)


def who_answer(complaint: Complaint) -> list[User]:
    """The officers who neither proposed nor approved, else all who may decide."""
    decision_set = complaint.decision.decision_set
    officers = [
        person
        for person in officers_of(decision_set.phase.call)
        if can_propose(person, decision_set.phase)
    ]
    took_part = {decision_set.proposed_by_id, decision_set.approved_by_id}
    return [person for person in officers if person.pk not in took_part] or officers
