"""Legal periods in days, after Regulation (EEC, Euratom) 1182/71 with Dutch public holidays.

Days are days in Amsterdam; a day there has 23 or 25 hours twice a year.
"""

from collections.abc import Iterator
from datetime import date, datetime, time

from portal.look.wording import AMSTERDAM
from portal.workdays import DAY, is_working_day

LEAST_WORKING_DAYS = 2  # in every period of two days or more: Regulation 1182/71, article 3(5)


def last_day(event: date, days: int) -> date:
    """The last day of a period of `days` after an event; the period ends when that day ends.

    The day of the event does not count (article 3(1)); a period that would end on a Saturday, a
    Sunday or a holiday ends with the next working day (3(4)); one of two days or more holds at
    least two working days (3(5)). Raises ValueError below one day.
    """
    last = event + _whole_days(days) * DAY
    while not is_working_day(last) or not _has_working_days(_after(event, last), days):
        last += DAY
    return last


def end_of(day: date) -> datetime:
    """The end of the last hour of a day in Amsterdam, which is the first moment of the next."""
    return datetime.combine(day + DAY, time.min, tzinfo=AMSTERDAM)


def last_second_of(day: date) -> datetime:
    """The last second of a day in Amsterdam, for what is shown as due on that day."""
    return datetime.combine(day, time(23, 59, 59), tzinfo=AMSTERDAM)


def earliest_deadline(notice_sent_on: date, days: int) -> datetime:
    """The first moment that may be a deadline `days` after a notice was sent, in Amsterdam time.

    REQ-08: sent on Monday 1 June with 30 days, that is the end of Wednesday 1 July.
    """
    return end_of(last_day(notice_sent_on, days))


def information_limit(closes_at: datetime, days: int) -> datetime:
    """What everybody should know `days` before a deadline is told before this moment.

    Counted backwards from the day of the deadline, which does not count; whole days lie between.
    A period counted backwards does not move away from a holiday (article 3(4), second part), but
    holds two working days like any other (3(5)). Raises ValueError below one day.
    """
    closing_day = closes_at.astimezone(AMSTERDAM).date()
    first = closing_day - _whole_days(days) * DAY
    while not _has_working_days(_after(first - DAY, closing_day - DAY), days):
        first -= DAY
    return datetime.combine(first, time.min, tzinfo=AMSTERDAM)


def closing_with_information(told_at: datetime, days: int, *, at: time) -> datetime:
    """The first deadline on a working day, at this hour in Amsterdam, that leaves `days` to read.

    The mirror of `information_limit`: what is told at `told_at` comes before its limit. The clock
    moves on Sundays only, so that the hour exists and comes once.
    """
    day = told_at.astimezone(AMSTERDAM).date() + (_whole_days(days) + 1) * DAY
    while not is_working_day(day) or information_limit(_closing(day, at), days) <= told_at:
        day += DAY
    return _closing(day, at)


def _closing(day: date, at: time) -> datetime:
    return datetime.combine(day, at.replace(tzinfo=None), tzinfo=AMSTERDAM)


def _whole_days(days: int) -> int:
    if days < 1:
        raise ValueError(f"a period has at least one day, not {days}")
    return days


def _after(first: date, last: date) -> Iterator[date]:
    """The days after `first`, up to and including `last`."""
    return (first + number * DAY for number in range(1, (last - first).days + 1))


def _has_working_days(days: Iterator[date], period: int) -> bool:
    return period < LEAST_WORKING_DAYS or sum(map(is_working_day, days)) >= LEAST_WORKING_DAYS
