"""The published figures of 2010 to 2019, from the shape of the file that ships."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.db import transaction

from funnel.history import services
from funnel.history.models import Edition, YearFigure
from funnel.history.reading import Found, Key

Measure, Part = YearFigure.Measure, YearFigure.Part
MILLION = Decimal(1_000_000)
PARTS = {"phase_1": Part.FIRST, "phase_2": Part.SECOND, "unallocated": Part.UNALLOCATED}
COUNTS = {"calls": Measure.CALLS, "submitted": Measure.OFFERS, "awarded": Measure.AWARDED}
TITLE = "Bedrijvenbeleid in beeld: SBIR 2010-2019"
EARLIER = "Bedrijvenbeleid in beeld: SBIR 2018, eerdere editie"


@transaction.atomic
def load(document: Mapping[str, Any]) -> list[Edition]:
    """Keep both editions in the order of their publication; returns those that are new.

    Amounts in the file are millions of euro. Raises KeyError or ValueError for another shape.
    """
    source = str(document["about"])
    earlier = Decimal(str(document["totals_stated"]["2018_earlier_edition"])) * MILLION
    editions: list[tuple[str, dict[Key, Decimal]]] = [
        (EARLIER, {(2018, Measure.BUDGET.value, Part.WHOLE.value): earlier}),
        (TITLE, {**_budgets(document), **_counts(document)}),
    ]
    made = [
        services.load_edition(Found(figures, []), title=title, source=source)
        for title, figures in editions
    ]
    return [edition for edition in made if edition is not None]


def _budgets(document: Mapping[str, Any]) -> dict[Key, Decimal]:
    return {
        (int(row["year"]), Measure.BUDGET.value, part.value): Decimal(str(row[name])) * MILLION
        for row in document["years"]
        for name, part in PARTS.items()
    }


def _counts(document: Mapping[str, Any]) -> dict[Key, Decimal]:
    return {
        (int(row["year"]), measure.value, Part.WHOLE.value): Decimal(row[name])
        for row in document["offers"]
        for name, measure in COUNTS.items()
        if name in row
    }
