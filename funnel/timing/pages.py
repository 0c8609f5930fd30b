"""What the pages about time show: labels, bars, and who holds what is late."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from funnel.figures import Conversion
from funnel.timing.holders import Held
from funnel.timing.models import StageNorm
from funnel.timing.stages import Case, Norms, StageFigures, norm_of

LABELS = dict(StageNorm.Stage.choices)
BAR = 160  # width of the drawing; the longest p90 or norm fills it


@dataclass(frozen=True)
class StageRow:
    """A stage in the table, with the places of its bar."""

    figures: StageFigures
    label: Any
    norm: str
    within: Conversion
    median_x: float
    p90_x: float
    norm_x: float | None

    @property
    def is_over_norm(self) -> bool:
        """Whether the median lies beyond the one norm that is set."""
        return self.norm_x is not None and self.median_x > self.norm_x


@dataclass(frozen=True)
class LateRow:
    """A stage that runs late, and on whom it waits."""

    case: Case
    label: Any
    days: Decimal
    norm: int | None
    due_at: datetime
    held: list[Held]


def stage_rows(figures: Sequence[StageFigures]) -> list[StageRow]:
    """Every stage that has begun anywhere, with bars on one scale."""
    figures = [each for each in figures if each.count or each.running]
    ends = [each.p90 or Decimal(0) for each in figures] + [_one_norm(each) or 0 for each in figures]
    longest = max([Decimal(end) for end in ends], default=Decimal(0)) or Decimal(1)

    def x(days: Decimal | int | None) -> float:
        return round(float(BAR * Decimal(days or 0) / longest), 1)

    return [
        StageRow(
            figures=each,
            label=LABELS[each.stage],
            norm=_norm_text(each),
            within=Conversion(each.within, each.measured),
            median_x=x(each.median),
            p90_x=x(each.p90),
            norm_x=None if _one_norm(each) is None else x(_one_norm(each)),
        )
        for each in figures
    ]


def _one_norm(figures: StageFigures) -> int | None:
    """The days set for all cases of the stage; None when they differ, or when none are set."""
    return next(iter(figures.norms)) if len(figures.norms) == 1 else None


def _norm_text(figures: StageFigures) -> str:
    if not figures.norms:
        return _("none")
    if len(figures.norms) > 1:
        return _("differs per call")
    days = _one_norm(figures)
    return _("the planned day") if days is None else days_text(days)


def days_text(days: int) -> str:
    """A number of days in words."""
    return ngettext("%(days)s day", "%(days)s days", days) % {"days": days}


def late_rows(
    cases: Iterable[Case], held: Sequence[Held], norms: Norms, now: datetime
) -> list[LateRow]:
    """The stages that are late, in the order given, with what waits in each."""
    rows = []
    for case in cases:
        due, where = case.due_at(norms), case.of
        if due is not None:
            rows.append(
                LateRow(
                    case=case,
                    label=LABELS[case.stage],
                    days=case.days(now),
                    norm=norm_of(norms, case.stage, where.instrument),
                    due_at=due,
                    held=[
                        each
                        for each in held
                        if each.belongs_to(case.stage, where.call, where.phase, case.contract)
                    ],
                )
            )
    return rows
