"""The statistics as rows for a spreadsheet, and as plain data for programs."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from funnel.history import selectors as history
from funnel.opendata.ocds.values import moment
from funnel.opendata.statistics import COUNTS, EUROS, Group, statistics
from portal.spreadsheets import csv_line, xlsx

COLUMNS = ("per", "code", "calls", "untold_phases", *COUNTS, *(f"{name}_eur" for name in EUROS))
HISTORY = ("year", "measure", "part", "value", "edition", "source", "vat", "counts")


def rows() -> Iterator[tuple[Any, ...]]:
    """A line with the names of the columns, and one for each group."""
    yield COLUMNS
    for per, groups in statistics().groups.items():
        for group in groups:
            yield (per, group.code, *group.figures.values())


def history_rows() -> Iterator[tuple[Any, ...]]:
    """Every figure of before the portal, with the edition it comes from and whether it counts."""
    yield HISTORY
    for year in history.years():
        for measure, told in year.told.items():
            for each in (*year.restated.get(measure, []), told):
                edition = each.edition
                for part, value in each.parts.items():
                    yield (year.year, measure, part, value, edition.title, edition.source,
                           edition.vat, "yes" if each is told else "no")  # fmt: skip


def as_csv() -> str:
    """The statistics as CSV."""
    return "".join(map(csv_line, rows()))


def as_xlsx() -> bytes:
    """The statistics and those of before the portal, each on a sheet of its own."""
    return xlsx({"statistics": rows(), "before the portal": history_rows()})


def as_json() -> dict[str, Any]:
    """The same as plain data; amounts are text with two decimals."""
    found = statistics()
    told = [
        {"per": per, "code": group.code or None, **_figures(group)}
        for per, groups in found.groups.items()
        for group in groups
    ]
    return {
        "asOf": moment(found.as_of) if found.as_of else None,
        "results": told,
        "beforeThePortal": [*map(_before, list(history_rows())[1:])],
    }


def _figures(group: Group) -> dict[str, Any]:
    return {
        _camel(name): f"{value:.2f}" if isinstance(value, Decimal) else value
        for name, value in group.figures.items()
    }


def _before(row: tuple[Any, ...]) -> dict[str, Any]:
    year, measure, part, value, edition, source, vat, counts = row
    return {
        "year": year,
        "measure": measure,
        "part": part,
        "value": f"{value:.2f}",
        "edition": edition,
        "source": source,
        "vat": vat,
        "counts": counts == "yes",
    }


def _camel(name: str) -> str:
    first, *others = name.split("_")
    return first + "".join(map(str.capitalize, others))
