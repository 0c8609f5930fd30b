"""What companies explained, for who reads their offers."""

from django.db.models import QuerySet

from applications.models import Proposal
from assessment.admissibility.models import Clarification
from assessment.models import Committee


def answers_beside(committee: Committee, proposal: Proposal) -> QuerySet[Clarification]:
    """The answers beside an offer. Read blind there are none: the text may tell who wrote it."""
    answered = proposal.clarifications.exclude(answered_at=None)
    return answered.none() if committee.hides_names else answered
