"""Working days in the Netherlands: the calendar under legal periods and under reminders."""

from datetime import date, timedelta

import holidays

SATURDAY = 5  # date.weekday()
DAY = timedelta(days=1)
# The holidays are those of the Algemene termijnenwet, article 3: the library's public ones, with
# 5 May in every year.
_HOLIDAYS = holidays.NL(categories=(holidays.PUBLIC, holidays.OPTIONAL))


def is_working_day(day: date) -> bool:
    """Neither a Saturday, a Sunday nor a public holiday (Regulation 1182/71, article 2(2))."""
    return day.weekday() < SATURDAY and day not in _HOLIDAYS


def working_days_after(day: date, count: int) -> date:
    """The last day of a term of so many working days, which begins the day after."""
    while count:
        day += DAY
        count -= is_working_day(day)
    return day


def working_day_up_to(day: date) -> date:
    """This day, or the last working day before it."""
    while not is_working_day(day):
        day -= DAY
    return day
