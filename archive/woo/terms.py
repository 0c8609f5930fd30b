"""Until when a request must be decided: Woo, article 4.4, and the General Extension of Time Act."""

from datetime import date, timedelta

from portal.workdays import is_working_day

DAY = timedelta(days=1)
DECIDE = timedelta(weeks=4)  # Woo, article 4.4(1)
EXTEND = timedelta(weeks=2)  # Woo, article 4.4(2)
VIEWS = timedelta(weeks=2)  # for a company to give its view (Awb, article 4:8)


def due_on(received_on: date, *, is_extended: bool = False, suspended: int = 0) -> date:
    """The last day. A term that would end on a Saturday, Sunday or holiday ends the next working
    day (Algemene termijnenwet, article 1); an extension, and days of suspension, run from the term
    itself."""
    term = DECIDE + (EXTEND if is_extended else timedelta()) + suspended * DAY
    return _working_day_from(received_on + term)


def suspended_days(told_on: date, heard_on: date) -> int:
    """For how many days the term stands still (Woo, article 4.4(3)): from the day after who asked
    was told that companies are heard, to the day on which the last of them was."""
    return max((heard_on - told_on).days - 1, 0)


def views_due_on(asked_on: date) -> date:
    """The last day on which a company can give its view."""
    return _working_day_from(asked_on + VIEWS)


def _working_day_from(day: date) -> date:
    while not is_working_day(day):
        day += DAY
    return day
