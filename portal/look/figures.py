"""The figures pages draw on the server: timeline, budget line, score grid and funnel.

Each function takes plain rows (dicts or objects read through `field`) and returns what a
template needs to draw without arithmetic of its own.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from portal.look.wording import AMSTERDAM

FUNNEL_WIDTH = 400
FUNNEL_STEP = 84
FUNNEL_BAR_TOP = 24
FUNNEL_BAR_HEIGHT = 30
FUNNEL_COUNT_ROOM = 44
STRIP_LEFT, STRIP_RIGHT = 8, 152
WIDE_SPREAD = Decimal("0.4")


def field(row: Any, name: str, default: Any = None) -> Any:
    """Read `name` from a dict or an object, as a template would."""
    return row.get(name, default) if isinstance(row, dict) else getattr(row, name, default)


@dataclass(frozen=True)
class Moment:
    label: str
    at: datetime | date
    note: str
    url: str
    is_past: bool
    is_next: bool

    @property
    def has_time(self) -> bool:
        return isinstance(self.at, datetime)


def timeline(moments: Iterable[Any], now: datetime) -> list[Moment]:
    """Put moments in order of time and say which lie behind `now` and which comes next."""
    rows = sorted((m for m in moments if field(m, "at")), key=lambda m: instant(field(m, "at")))
    past = [_is_past(field(row, "at"), now) for row in rows]
    upcoming = past.index(False) if False in past else len(rows)
    return [
        Moment(
            label=field(row, "label"),
            at=field(row, "at"),
            note=field(row, "note", ""),
            url=field(row, "url", ""),
            is_past=past[index],
            is_next=index == upcoming,
        )
        for index, row in enumerate(rows)
    ]


@dataclass(frozen=True)
class BudgetRow:
    row: Any
    is_funded: bool
    together: Decimal


@dataclass(frozen=True)
class BudgetLine:
    above: list[BudgetRow]
    below: list[BudgetRow]
    budget: Decimal
    used: Decimal
    is_here: bool = True  # whether the line itself is on this page

    @property
    def left(self) -> Decimal:
        return self.budget - self.used

    @property
    def entries(self) -> list[BudgetRow | None]:
        """The rows in order; None stands where the line itself is drawn."""
        return [*self.above, *([None] if self.is_here else []), *self.below]

    def part(self, first: int, last: int) -> "BudgetLine":
        """The rows of one page, counted over all of them; the sums stay those of the whole."""
        line = len(self.above)
        return replace(
            self,
            above=self.above[first:last],
            below=self.below[max(first - line, 0) : max(last - line, 0)],
            is_here=first <= line < last or (line == last == line + len(self.below)),
        )


def budget_line(rows: Iterable[Any], budget: Decimal) -> BudgetLine:
    """Split ranked rows at the place where the money ends, with the running sum of what fits.

    `row.amount` and `budget` are euros on the same VAT basis; whether a row is funded was
    decided before and is only shown.
    """
    above: list[BudgetRow] = []
    below: list[BudgetRow] = []
    used = Decimal(0)
    for row in rows:
        funded = bool(field(row, "is_funded"))
        used += Decimal(field(row, "amount")) if funded else 0
        part = above if funded and not below else below
        part.append(BudgetRow(row=row, is_funded=funded, together=used))
    return BudgetLine(above=above, below=below, budget=Decimal(budget), used=used)


@dataclass(frozen=True)
class Dot:
    x: float
    y: float


@dataclass(frozen=True)
class Spread:
    """Scores of one criterion on a strip 160 wide and 28 high."""

    dots: list[Dot]
    mean_x: float
    threshold_x: float | None


@dataclass(frozen=True)
class ScoreRow:
    label: str
    weight: Any
    threshold: Any
    cells: list[tuple[str, int | None]]
    consensus: Any
    mean: Decimal | None
    lowest: int | None
    highest: int | None
    is_wide: bool
    spread: Spread | None


def score_rows(grid: Any) -> list[ScoreRow]:
    """Return one row per criterion: a cell per member, mean, range and the strip to draw.

    A spread of 40 percent of the scale or more is called wide: the chair starts there.
    """
    members = list(field(grid, "members"))
    scale = (field(grid, "scale_min"), field(grid, "scale_max"))
    return [_score_row(criterion, members, scale) for criterion in field(grid, "criteria")]


def _score_row(criterion: Any, members: list[str], scale: tuple[int, int]) -> ScoreRow:
    scores = list(field(criterion, "scores"))
    given = [score for score in scores if score is not None]
    threshold = field(criterion, "threshold")
    mean = Decimal(sum(given)) / len(given) if given else None
    spread = None
    if mean is not None:
        spread = Spread(
            dots=_dots(given, scale),
            mean_x=_strip_x(mean, scale),
            threshold_x=None if threshold is None else _strip_x(threshold, scale),
        )
    return ScoreRow(
        label=field(criterion, "label"),
        weight=field(criterion, "weight"),
        threshold=threshold,
        cells=list(zip(members, scores, strict=True)),
        consensus=field(criterion, "consensus"),
        mean=mean,
        lowest=min(given, default=None),
        highest=max(given, default=None),
        is_wide=bool(given) and max(given) - min(given) >= WIDE_SPREAD * (scale[1] - scale[0]),
        spread=spread,
    )


@dataclass(frozen=True)
class Stage:
    row: Any
    count: int
    share: Decimal | None
    y_text: int
    y_bar: int
    x: float
    width: float
    joint: str

    @property
    def count_fits(self) -> bool:
        return self.width >= FUNNEL_COUNT_ROOM

    @property
    def count_x(self) -> float:
        return FUNNEL_WIDTH / 2 if self.count_fits else (FUNNEL_WIDTH + self.width) / 2 + 8

    @property
    def y_count(self) -> int:
        return self.y_bar + FUNNEL_BAR_HEIGHT - 9


def funnel(stages: Sequence[Any]) -> list[Stage]:
    """Return the bars of a funnel in a drawing 400 wide: place, size, and the joint to the next.

    `share` is the part of the previous stage that got here, in percent, None for the first.
    """
    counts = [int(field(stage, "count")) for stage in stages]
    widest = max(counts, default=0) or 1
    widths = [max(2.0, round(FUNNEL_WIDTH * count / widest, 1)) for count in counts]
    return [
        Stage(
            row=stage,
            count=counts[i],
            share=_share(counts[i], counts[i - 1]) if i else None,
            y_text=i * FUNNEL_STEP + 16,
            y_bar=i * FUNNEL_STEP + FUNNEL_BAR_TOP,
            x=(FUNNEL_WIDTH - widths[i]) / 2,
            width=widths[i],
            joint=_joint(widths[i], widths[i + 1], i) if i + 1 < len(widths) else "",
        )
        for i, stage in enumerate(stages)
    ]


def funnel_height(stages: Sequence[Stage]) -> int:
    """Return the height of the drawing that holds these stages."""
    return max(len(stages) - 1, 0) * FUNNEL_STEP + FUNNEL_BAR_TOP + FUNNEL_BAR_HEIGHT


def _joint(upper: float, lower: float, index: int) -> str:
    top = index * FUNNEL_STEP + FUNNEL_BAR_TOP + FUNNEL_BAR_HEIGHT
    bottom = (index + 1) * FUNNEL_STEP  # the next label stands free, between joint and bar
    middle = FUNNEL_WIDTH / 2
    corners = [
        (middle - upper / 2, top),
        (middle + upper / 2, top),
        (middle + lower / 2, bottom),
        (middle - lower / 2, bottom),
    ]
    return " ".join(f"{x:g},{y:g}" for x, y in corners)


def _share(count: int, previous: int) -> Decimal | None:
    return Decimal(100 * count) / previous if previous else None


def _strip_x(value: Any, scale: tuple[int, int]) -> float:
    part = (float(value) - scale[0]) / (scale[1] - scale[0])
    return round(STRIP_LEFT + part * (STRIP_RIGHT - STRIP_LEFT), 1)


def _dots(scores: list[int], scale: tuple[int, int]) -> list[Dot]:
    """Equal scores are stacked, so that five members stay five dots."""
    seen: dict[int, int] = {}
    dots = []
    for score in sorted(scores):
        level = seen.get(score, 0)
        seen[score] = level + 1
        dots.append(Dot(x=_strip_x(score, scale), y=22 - 4.5 * level))
    return dots


def instant(at: datetime | date) -> datetime:
    """A moment itself; of a day its beginning in Amsterdam."""
    if isinstance(at, datetime):
        return at
    return datetime(at.year, at.month, at.day, tzinfo=AMSTERDAM)


def _is_past(at: datetime | date, now: datetime) -> bool:
    if isinstance(at, datetime):
        return at <= now
    return at < now.astimezone(AMSTERDAM).date()
