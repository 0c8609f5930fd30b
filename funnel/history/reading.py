"""Figures out of a file: every row that is right, and every other row with the reason."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext as _

from funnel.history.models import YearFigure
from funnel.intake.tables import Refused, rows_of

Measure, Part = YearFigure.Measure, YearFigure.Part
COLUMNS = ("year", "measure", "part", "value")
FIRST_YEAR, LAST_YEAR = 1990, 2100
LARGEST = Decimal(10) ** 13  # euro
Key = tuple[int, str, str]


@dataclass(frozen=True)
class Found:
    """What a file holds."""

    figures: dict[Key, Decimal]
    refused: list[Refused]


def read(text: str) -> Found:
    """Read CSV, or JSON with a list of objects, with the columns year, measure, part and value.

    A budget is in euro. A total of a year in the same file must be the sum of its parts, to the
    cent, else it is left out. Raises Unreadable.
    """
    figures: dict[Key, Decimal] = {}
    refused = []
    for line, row in rows_of(text, COLUMNS):
        shown = ", ".join(row.values())
        try:
            key, value = _figure(row)
            if key in figures:
                raise ValueError(_("This figure stands in the file already."))
        except ValueError as fault:
            refused.append(Refused(line, shown, str(fault)))
        else:
            figures[key] = value
    return Found(figures, refused + list(_unequal_totals(figures)))


def _figure(row: Mapping[str, str]) -> tuple[Key, Decimal]:
    year = row["year"]
    if not (year.isascii() and year.isdigit() and FIRST_YEAR <= int(year[:5]) <= LAST_YEAR):
        raise ValueError(_("The year is a number such as 2018."))
    measure, part = row["measure"], row["part"] or Part.WHOLE
    if measure not in Measure:
        raise ValueError(_("The measure is one of: %(words)s.") % {"words": _words(Measure)})
    if part not in Part:
        raise ValueError(_("The part is empty or one of: %(words)s.") % {"words": _words(Part)})
    return (int(year), measure, part), _value(row["value"], measure)


def _value(text: str, measure: str) -> Decimal:
    try:
        value = Decimal(text)
    except InvalidOperation:
        raise ValueError(_("The value is a number such as 1050000 or 1050000.50.")) from None
    if not value.is_finite() or not 0 <= value < LARGEST:
        raise ValueError(_("The value is zero or more, and below ten thousand billion."))
    if value != value.quantize(Decimal("0.01")):
        raise ValueError(_("An amount has at most two decimals."))
    if measure != Measure.BUDGET and value != int(value):
        raise ValueError(_("A count is a whole number."))
    return value


def _unequal_totals(figures: dict[Key, Decimal]) -> list[Refused]:
    """Take out each total that is not the sum of its parts, and say so."""
    parts: dict[tuple[int, str], Decimal] = defaultdict(Decimal)
    for (year, measure, part), value in figures.items():
        if part != Part.WHOLE:
            parts[year, measure] += value
    refused = []
    for (year, measure), together in parts.items():
        total = figures.get((year, measure, Part.WHOLE))
        if total is not None and total != together:
            del figures[year, measure, Part.WHOLE]
            reason = _("The parts together are %(sum)s, and not %(total)s.")
            said = f"{year}, {measure}, {Part.WHOLE}, {total}"
            refused.append(Refused(0, said, reason % {"sum": together, "total": total}))
    return refused


def _words(choices: Any) -> str:
    return ", ".join(choices.values)
