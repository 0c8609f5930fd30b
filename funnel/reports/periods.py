"""The months, quarters and years that reports are about: whole days in Amsterdam."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from portal.look.wording import AMSTERDAM

MONTHS = {"month": 1, "quarter": 3, "year": 12}
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Period:
    """From the first day to the last, both in it."""

    starts_on: date
    ends_on: date

    @property
    def begin(self) -> datetime:
        """The first moment of it."""
        return datetime.combine(self.starts_on, time.min, tzinfo=AMSTERDAM)

    @property
    def end(self) -> datetime:
        """The first moment after it."""
        return datetime.combine(self.ends_on + DAY, time.min, tzinfo=AMSTERDAM)


def last_finished(every: str, today: date) -> Period:
    """The newest period of this length that is over. KeyError for another word."""
    length = MONTHS[every]
    first = today.replace(month=(today.month - 1) // length * length + 1, day=1)
    months = first.year * 12 + first.month - 1 - length
    return Period(date(months // 12, months % 12 + 1, 1), first - DAY)
