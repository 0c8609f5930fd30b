"""The stages of a phase as spans of time: plain arithmetic on moments, without a database.

A stage that is over counts in the median. One that still runs counts in what is late now, and never
in the median.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from math import ceil
from statistics import median

STAGES = ("open", "sealed", "assessing", "deciding", "informing", "contracting", "delivering")
# Days per (stage, instrument); the instrument "" stands for every instrument.
Norms = Mapping[tuple[str, str], int | None]
DAY = timedelta(days=1)
TENTH = Decimal("0.1")
END_OF_TIME = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True)
class ContractMoments:
    """One contract; `delivered_at` is when the last of what it asks was accepted."""

    uuid: str
    signed_at: datetime | None
    delivered_at: datetime | None
    due_at: datetime | None = None
    is_over: bool = False  # ended early: nothing runs any more


@dataclass(frozen=True)
class PhaseMoments:
    """The moments of one phase that takes offers; None is: not yet."""

    call: str  # reference
    phase: str  # code
    instrument: str
    opens_at: datetime | None
    closes_at: datetime | None
    opened_at: datetime | None = None
    advised_at: datetime | None = None
    approved_at: datetime | None = None
    released_at: datetime | None = None
    advice_by: datetime | None = None
    result_by: datetime | None = None
    runs: bool = True  # a call that was stopped or completed waits on nobody
    contracts: Sequence[ContractMoments] = ()


@dataclass(frozen=True)
class Case:
    """One stage, once. `planned_at` is the day planned for its end; `end` is None while it runs."""

    stage: str
    of: PhaseMoments
    start: datetime
    end: datetime | None
    planned_at: datetime | None = None
    contract: str = ""

    def due_at(self, norms: Norms) -> datetime | None:
        """When it should be over: by the norm set for it, else by the planned day, else never."""
        days = norm_of(norms, self.stage, self.of.instrument)
        return self.planned_at if days is None else self.start + days * DAY

    def days(self, now: datetime) -> Decimal:
        """How long it took, or has taken until now, in days with one decimal."""
        return Decimal(((self.end or now) - self.start) / DAY).quantize(TENTH)


def norm_of(norms: Norms, stage: str, instrument: str) -> int | None:
    """The days set for this instrument, else those set for all; None when nothing is set."""
    own = norms.get((stage, instrument))
    return norms.get((stage, "")) if own is None else own


def cases_of(phase: PhaseMoments, now: datetime) -> list[Case]:
    """Every stage of a phase that has begun; what ends after `now` still runs.

    A stage that was skipped, so that only a later moment is known, has no case.
    """
    spans = [
        ("open", phase.opens_at, phase.closes_at, None),
        ("sealed", phase.closes_at, phase.opened_at, None),
        ("assessing", phase.opened_at, phase.advised_at, phase.advice_by),
        ("deciding", phase.advised_at, phase.approved_at, phase.result_by),
        ("informing", phase.approved_at, phase.released_at, phase.result_by),
    ]
    found = [_case(phase, *span, now=now) for span in spans]
    for contract in phase.contracts:
        key, is_over = contract.uuid, contract.is_over
        signed, delivered = contract.signed_at, contract.delivered_at
        found += [
            _case(phase, "contracting", phase.released_at, signed, None, key, is_over, now=now),
            _case(phase, "delivering", signed, delivered, contract.due_at, key, is_over, now=now),
        ]
    return [case for case in found if case is not None]


def _case(
    phase: PhaseMoments, stage: str, start: datetime | None, end: datetime | None,
    planned_at: datetime | None, contract: str = "", is_over: bool = False, *, now: datetime,
) -> Case | None:  # fmt: skip
    if start is None or start > now:
        return None
    if end is not None and end > now:
        end = None
    if end is None and (is_over or not phase.runs):
        return None
    return Case(stage, phase, start, end, planned_at, contract)


def spans_of(phase: PhaseMoments) -> dict[str, list[tuple[datetime, datetime]]]:
    """Start and end of every stage of which both are known."""
    spans: dict[str, list[tuple[datetime, datetime]]] = {}
    for case in cases_of(phase, END_OF_TIME):
        if case.end is not None:
            spans.setdefault(case.stage, []).append((case.start, case.end))
    return spans


@dataclass(frozen=True)
class StageFigures:
    """One stage over a selection. Days have one decimal; median and p90 are None without cases.

    `within` of `measured` cases were over in time; `late` of `running` should be over by now.
    `norms` are the days that were set for these cases, None among them for a planned day.
    """

    stage: str
    count: int = 0
    median: Decimal | None = None
    p90: Decimal | None = None
    within: int = 0
    measured: int = 0
    running: int = 0
    late: int = 0
    norms: frozenset[int | None] = field(default_factory=frozenset)


def figures_of(cases: Iterable[Case], norms: Norms, now: datetime) -> list[StageFigures]:
    """The stages in order, each with what is over and what still runs."""
    by_stage: dict[str, list[Case]] = {stage: [] for stage in STAGES}
    for case in cases:
        by_stage[case.stage].append(case)
    return [_figures(stage, found, norms, now) for stage, found in by_stage.items()]


def _figures(stage: str, cases: list[Case], norms: Norms, now: datetime) -> StageFigures:
    over = [case for case in cases if case.end is not None]
    ends = [(case.end, due) for case in over if case.end and (due := case.due_at(norms))]
    lengths = sorted(case.days(now) for case in over)
    return StageFigures(
        stage=stage,
        count=len(over),
        median=median(lengths).quantize(TENTH) if lengths else None,
        p90=p90(lengths),
        within=sum(end <= due for end, due in ends),
        measured=len(ends),
        running=len(cases) - len(over),
        late=sum(is_late(case, norms, now) for case in cases),
        norms=frozenset(
            norm_of(norms, stage, case.of.instrument) for case in cases if case.due_at(norms)
        ),
    )


def p90(lengths: Sequence[Decimal]) -> Decimal | None:
    """The smallest length that nine out of ten do not pass (nearest rank); None of nothing."""
    return lengths[ceil(Decimal("0.9") * len(lengths)) - 1] if lengths else None


def is_late(case: Case, norms: Norms, now: datetime) -> bool:
    """Whether it still runs though it should be over."""
    due = case.due_at(norms)
    return case.end is None and due is not None and due < now


def late_first(cases: Iterable[Case], norms: Norms, now: datetime) -> list[Case]:
    """What is late now, what is longest past its day first."""
    late = [
        (due, case) for case in cases if is_late(case, norms, now) and (due := case.due_at(norms))
    ]
    return [case for _due, case in sorted(late, key=lambda pair: pair[0])]
