"""When advice and result are planned: applicants read it, and reminders of the work go by it."""

from datetime import datetime

from calls.models import Phase
from calls.periods import last_day, last_second_of
from portal.look.wording import AMSTERDAM
from portal.workdays import DAY, working_day_up_to

DAYS_TO_DECIDE = 7  # kept free between the advice and the result, for decision and letters


def result_by(phase: Phase) -> datetime | None:
    """The end of the working day by which applicants hear the result; None: nothing is planned."""
    if not phase.decision_days or phase.closes_at is None:
        return None
    deadline = phase.closes_at.astimezone(AMSTERDAM).date()
    return last_second_of(last_day(deadline, phase.decision_days))


def advice_by(phase: Phase) -> datetime | None:
    """The end of the working day by which the committee advises; None: nothing is planned.

    A week before the result, and no later than the result where that comes sooner.
    """
    result = result_by(phase)
    if result is None or phase.closes_at is None:
        return None
    day = working_day_up_to(result.date() - DAYS_TO_DECIDE * DAY)
    advice = last_second_of(day)
    return advice if advice > phase.closes_at else result
