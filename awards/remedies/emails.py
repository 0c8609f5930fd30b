"""Mails about requests and complaints: that there is something to read, never what."""

from collections.abc import Iterable

from awards.remedies.models import Complaint, DebriefRequest
from awards.remedies.waiting import place
from portal.accounts.models import User
from portal.accounts.selectors import WRITERS, people_of
from portal.mail.outbox import queue_mail


def queue_asked(about: DebriefRequest | Complaint, people: Iterable[User]) -> None:
    """To the officers on whom it waits."""
    kind = "debrief_asked" if isinstance(about, DebriefRequest) else "complaint_made"
    for person in people:
        queue_mail(kind, to=person, key=str(about.uuid), context=_context(about))


def queue_waiting_long(debrief: DebriefRequest, people: Iterable[User], *, is_late: bool) -> None:
    """To all who may decide: once when it is nearly due, once when it is late."""
    for person in people:
        queue_mail(
            "debrief_waits_long",
            to=person,
            key=f"{debrief.uuid}:{'late' if is_late else 'due'}",
            context={**_context(debrief), "is_late": is_late},
        )


def queue_answered(about: DebriefRequest | Complaint) -> None:
    """To who can write for the company."""
    kind = "debrief_answered" if isinstance(about, DebriefRequest) else "complaint_answered"
    for person in people_of(about.decision.proposal.dossier.lead, *WRITERS):
        queue_mail(kind, to=person, key=str(about.uuid), context=_context(about))


def _context(about: DebriefRequest | Complaint) -> dict[str, object]:
    proposal = about.decision.proposal
    reference, code = place(about.decision.decision_set)
    return {
        "about": about, "proposal": proposal, "call": proposal.phase.call,
        "reference": reference, "code": code,
    }  # fmt: skip
