"""Reads: the rows of a selection, how fresh they are, and what there is to choose from."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from calls.catalogue.models import Mission
from calls.instruments import instruments
from funnel.summaries.models import PhaseSummary, Progress, Recount
from funnel.summaries.totals import as_stored, totals_of

LATE = timedelta(seconds=60)


@dataclass(frozen=True)
class Choices:
    """What occurs in the rows: authorities as (uuid, name), the rest as codes or numbers."""

    years: list[int]
    instruments: list[str]
    authorities: list[tuple[str, str]]
    missions: list[dict[str, str]]  # code, theme, title, title_en


def told_by_rows() -> dict[str, Any]:
    """What pages show: the totals of all rows, what there is to choose from, the last recount."""
    rows = PhaseSummary.objects.order_by()
    recount = Recount.objects.first()
    return {
        "totals": as_stored(totals_of(PhaseSummary.objects.all())),
        "choices": _choices(rows),
        "differing": recount.differing if recount else 0,
    }


def _choices(rows: Any) -> dict[str, Any]:
    authorities = rows.values_list("authority__uuid", "authority__name").distinct()
    used = set(rows.values_list("instrument", flat=True).distinct())
    return {
        "years": sorted(rows.values_list("year", flat=True).distinct(), reverse=True),
        "instruments": [each.code for each in instruments() if each.code in used],
        "authorities": [
            [str(uuid), name] for uuid, name in authorities.order_by("authority__name")
        ],
        "missions": list(Mission.objects.values("code", "theme", "title", "title_en")),
    }


def choices_of(progress: Progress) -> Choices:
    """What there is to choose from, as it was at the last refresh."""
    empty: dict[str, Any] = {"years": [], "instruments": [], "authorities": [], "missions": []}
    return Choices(**(empty | progress.told.get("choices", {})))


def progress_now() -> Progress:
    """How far the rows have come; never refreshed yet is a row without a moment."""
    return Progress.objects.first() or Progress()


def is_late(progress: Progress, now: datetime) -> bool:
    """Whether the rows are further behind than was promised."""
    return progress.as_of is None or now - progress.as_of > LATE
