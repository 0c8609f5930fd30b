"""The figures that count: per year and measure those of the newest edition that tells them."""

from collections import defaultdict
from dataclasses import dataclass, field
from decimal import Decimal

from funnel.history.models import Edition, YearFigure

Measure, Part = YearFigure.Measure, YearFigure.Part
PARTS = (Part.FIRST, Part.SECOND, Part.UNALLOCATED)


@dataclass
class Told:
    """One measure of one year in one edition: its parts, or only the whole."""

    edition: Edition
    parts: dict[str, Decimal] = field(default_factory=dict)

    @property
    def total(self) -> Decimal:
        """The whole as published, else the parts together."""
        if Part.WHOLE in self.parts:
            return self.parts[Part.WHOLE]
        return sum(self.parts.values(), Decimal(0))


@dataclass(frozen=True)
class Year:
    """A year: what counts, and what earlier editions said otherwise."""

    year: int
    told: dict[str, Told]
    restated: dict[str, list[Told]]

    @property
    def budget(self) -> Told | None:
        """The budget in euro."""
        return self.told.get(Measure.BUDGET)

    @property
    def parts(self) -> list[Decimal | None]:
        """The budget per part, in the order of PARTS."""
        return [self.budget.parts.get(part) if self.budget else None for part in PARTS]

    @property
    def counts(self) -> list[Decimal | None]:
        """Calls, offers and awards."""
        measures = (Measure.CALLS, Measure.OFFERS, Measure.AWARDED)
        return [self.told[each].total if each in self.told else None for each in measures]

    @property
    def budgets_before(self) -> list[Told]:
        """What earlier editions said of the budget, where that differs, oldest first."""
        return self.restated.get(Measure.BUDGET, [])


def years() -> list[Year]:
    """Every year that an edition tells of, oldest first; two queries."""
    said: dict[int, dict[str, dict[int, Told]]] = defaultdict(lambda: defaultdict(dict))
    editions = Edition.objects.filter(taken_back_at=None).in_bulk()
    for figure in YearFigure.objects.filter(edition__in=editions).order_by("year", "edition"):
        by_edition = said[figure.year][figure.measure]
        told = by_edition.setdefault(figure.edition_id, Told(editions[figure.edition_id]))
        told.parts[figure.part] = figure.value
    return [_year(year, measures) for year, measures in sorted(said.items())]


def _year(year: int, measures: dict[str, dict[int, Told]]) -> Year:
    """The highest number is the newest edition."""
    told = {name: editions[max(editions)] for name, editions in measures.items()}
    restated = {
        name: [
            editions[number]
            for number in sorted(editions)
            if editions[number].total != told[name].total
        ]
        for name, editions in measures.items()
    }
    return Year(year, told, {name: rows for name, rows in restated.items() if rows})
