"""When: until when questions are taken, and by when they are answered.

What an officer did not set follows from the deadline and from the instrument's data.
"""

from datetime import datetime, timedelta

from calls.extension import information_days
from calls.instruments import instrument_of
from calls.models import Call, Phase
from calls.periods import information_limit


def questions_until(phase: Phase) -> datetime | None:
    """The moment from which a question is late; at most half of the window before the deadline."""
    if phase.questions_until is not None or phase.closes_at is None:
        return phase.questions_until
    return phase.closes_at - _within_window(
        phase, instrument_of(phase.call.instrument).question_days
    )


def answers_by(phase: Phase) -> datetime | None:
    """The moment by which the answers are public: after the last question, before the deadline.

    It is the start of the information period where the call has one (Aanbestedingswet 2.54).
    """
    if phase.answers_by is not None or phase.closes_at is None:
        return phase.answers_by
    asked = questions_until(phase) or phase.closes_at
    days = information_days(phase.call)
    limit = information_limit(phase.closes_at, days) if days else asked
    return limit if limit > asked else asked + (phase.closes_at - asked) / 2


def window(phase: Phase, now: datetime) -> str:
    """`none`, `open`, `late` or `closed` at `now`; received before the moment is in time."""
    until = questions_until(phase)
    if (
        phase.call.state != Call.State.PUBLISHED
        or not phase.takes_offers
        or phase.closes_at is None
        or until is None
    ):
        return "none"
    if now >= phase.closes_at:
        return "closed"
    return "open" if now < until else "late"


def _within_window(phase: Phase, days: int) -> timedelta:
    wanted = timedelta(days=days)
    if phase.opens_at is None or phase.closes_at is None:
        return wanted
    return min(wanted, (phase.closes_at - phase.opens_at) / 2)
