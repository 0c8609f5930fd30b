"""When a term of the register is over."""

from datetime import date, timedelta

from archive.register import category
from portal.keeping import Trigger


def due_on(code: str, trigger: Trigger, day: date) -> date:
    """The first day on which it may go. Raises ValueError where the register has no such term."""
    (term,) = (each for each in category(code).terms if each.trigger == trigger)
    return _years_later(day, term.years) + timedelta(days=term.days + 1)


def _years_later(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year + years)
    except ValueError:  # 29 February: the term is over when February is
        return day.replace(year=day.year + years, day=28)
