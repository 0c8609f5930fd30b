"""What was asked and complained after the letters of a phase, and until when one can ask."""

from datetime import date, datetime

from django.db.models import Max, Q, QuerySet

from awards.documents import DEBRIEF_TERM
from awards.models import DecisionSet, Letter
from awards.remedies.models import Complaint, DebriefRequest
from calls.periods import end_of, last_day
from portal.look.wording import AMSTERDAM

WHOSE = "decision__proposal__dossier__lead"


def debriefs_of(decision_set: DecisionSet) -> QuerySet[DebriefRequest]:
    """Every request of a phase, the oldest first, with whose it is."""
    return DebriefRequest.objects.filter(decision__decision_set=decision_set).select_related(
        WHOSE, "asked_by", "answered_by"
    )


def complaints_of(decision_set: DecisionSet) -> QuerySet[Complaint]:
    """Every complaint of a phase, the oldest first, with whose it is."""
    return Complaint.objects.filter(decision__decision_set=decision_set).select_related(
        WHOSE, "registered_by", "answered_by"
    )


def open_and_late(
    found: QuerySet[DebriefRequest] | QuerySet[Complaint], now: datetime
) -> tuple[int, int]:
    """How many wait for an answer, and how many of those longer than they may."""
    waiting = found.filter(answered_at=None)
    return waiting.count(), waiting.filter(due_at__lte=now).count()


def may_ask_until(letter: Letter) -> datetime:
    """The end of the term that the letter states, counted from the day it was received.

    That is the day of the release, or the last on which it was delivered after it came back.
    """
    released_at = letter.decision.decision_set.released_at
    assert released_at is not None  # noqa: S101  only released letters have a reader
    received = released_at.astimezone(AMSTERDAM).date()
    again: date | None = letter.returns.aggregate(on=Max("delivered_on"))["on"]
    return end_of(last_day(max(received, again or received), DEBRIEF_TERM.days))


def unanswered(now: datetime, *, warn_from: datetime) -> QuerySet[DebriefRequest]:
    """The requests about which all who decide must be told now: nearly due, or overdue."""
    nearly = Q(warned_at=None, asked_at__lte=warn_from)
    return DebriefRequest.objects.filter(
        nearly | Q(late_at=None, due_at__lte=now), answered_at=None
    )
