"""Whom the mails about clarifications go to. They carry references and no content."""

from applications.selectors import writers_of
from assessment.admissibility.models import Clarification
from portal.accounts.models import User
from portal.mail.outbox import queue_mail


def queue_question(clarification: Clarification) -> None:
    """The company is asked to explain something, before a date."""
    for person in writers_of(clarification.proposal):
        _queue("clarification_of_offer_asked", clarification, person)


def queue_answer(clarification: Clarification) -> None:
    """The company answered: whoever asked reads it."""
    _queue("clarification_of_offer_given", clarification, clarification.asked_by)


def _queue(kind: str, clarification: Clarification, person: User) -> None:
    proposal = clarification.proposal
    queue_mail(
        kind,
        to=person,
        key=str(clarification.uuid),
        context={
            "clarification": clarification, "proposal": proposal, "phase": proposal.phase,
            "call": proposal.phase.call,
        },
    )  # fmt: skip
