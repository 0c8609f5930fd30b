"""What the funnel adds up to: plain figures, computed from dates and counts, without a database."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from statistics import median

from calls.models import Call, Phase

ZERO = Decimal(0)
# The stages of an offer, in order. Each but the first is a part of the one before.
STAGES = ("offers", "admissible", "above_threshold", "awarded", "delivered", "invited")
STEPS = ("drafts", *STAGES)  # an offer is started before it is sent
# Why offers went no further, in the order in which it happens.
LOSSES = (
    "lost_not_sent", "lost_withdrawn", "lost_inadmissible", "lost_below_threshold",
    "lost_no_budget", "lost_not_chosen", "lost_fell_away", "lost_ended_early",
)  # fmt: skip
DAY = 86_400


@dataclass(frozen=True)
class StageTime:
    """How long one stage took: the median in days over `count` cases, to one decimal."""

    code: str
    days: Decimal
    count: int


@dataclass
class PhaseFigures:
    """The figures of one phase. None means: not known yet, or sealed until the vault is opened.

    Amounts are euro; those of offers and awards include VAT, those of purchases exclude it.
    `invited` counts the contractors of this phase that were asked into the next one, and stays
    None where no invited phase follows. `committed_incl_vat` is what awards and contracts take of
    the budget. `bought_by_others` is the part of `bought` that another authority bought. With a
    `theme` these are the figures of that part of the call alone.
    """

    phase: Phase
    is_sealed: bool
    theme: int | None = None
    budget_incl_vat: Decimal = ZERO
    drafts: int | None = None
    offers: int | None = None
    admissible: int | None = None
    above_threshold: int | None = None
    awarded: int | None = None
    delivered: int | None = None
    invited: int | None = None
    sme_offers: int | None = None
    sme_awarded: int | None = None
    asked_incl_vat: Decimal | None = None
    awarded_incl_vat: Decimal | None = None
    committed_incl_vat: Decimal | None = None
    paid_incl_vat: Decimal | None = None
    bought: int | None = None
    bought_excl_vat: Decimal | None = None
    bought_by_others: int | None = None
    bought_by_others_excl_vat: Decimal | None = None
    buyer_ids: frozenset[int] | None = None
    lost_not_sent: int | None = None
    lost_withdrawn: int | None = None
    lost_inadmissible: int | None = None
    lost_below_threshold: int | None = None
    lost_no_budget: int | None = None
    lost_not_chosen: int | None = None
    lost_fell_away: int | None = None
    lost_ended_early: int | None = None
    times: list[StageTime] = field(default_factory=list)

    @property
    def code(self) -> str:
        return self.phase.code

    @property
    def takes_offers(self) -> bool:
        return self.phase.takes_offers

    @property
    def buyers(self) -> int | None:
        """How many authorities bought."""
        return None if self.buyer_ids is None else len(self.buyer_ids)


# What is added up over the parts of a phase.
MEASURES = (
    "budget_incl_vat", *STEPS, "sme_offers", "sme_awarded", "asked_incl_vat", "awarded_incl_vat",
    "committed_incl_vat", "paid_incl_vat", "bought", "bought_excl_vat", "bought_by_others",
    "bought_by_others_excl_vat", *LOSSES,
)  # fmt: skip


def together(parts: Sequence[PhaseFigures]) -> PhaseFigures:
    """The figures of a phase out of those of its themes; unknown where none of them is known."""
    whole = PhaseFigures(phase=parts[0].phase, is_sealed=parts[0].is_sealed)
    for name in MEASURES:
        known = [value for part in parts if (value := getattr(part, name)) is not None]
        setattr(whole, name, sum(known) if known else None)
    buyers = [part.buyer_ids for part in parts if part.buyer_ids is not None]
    whole.buyer_ids = frozenset().union(*buyers) if buyers else None
    return whole


@dataclass(frozen=True)
class Funnel:
    """One call, its phases in order."""

    call: Call
    phases: list[PhaseFigures]


@dataclass(frozen=True)
class Conversion:
    """A part of a whole, both shown; no percentage of nothing."""

    numerator: int
    denominator: int

    @property
    def percent(self) -> Decimal | None:
        if not self.denominator:
            return None
        return Decimal(100 * self.numerator) / self.denominator


def conversions(figures: PhaseFigures) -> dict[str, Conversion]:
    """Each known stage as a part of the last known stage before it; awards also of all offers."""
    known = [(stage, getattr(figures, stage)) for stage in STEPS]
    known = [(stage, count) for stage, count in known if count is not None]
    found = {stage: Conversion(count, known[i][1]) for i, (stage, count) in enumerate(known[1:])}
    if figures.awarded is not None and figures.offers is not None:
        found["success_rate"] = Conversion(figures.awarded, figures.offers)
    return found


def stage_time(code: str, spans: Iterable[tuple[datetime | None, datetime | None]]) -> StageTime:
    """The median of the spans of which both ends are known; zero cases when there are none."""
    lengths = [
        (end - start).total_seconds() / DAY
        for start, end in spans
        if start is not None and end is not None
    ]
    days = Decimal(str(median(lengths))) if lengths else ZERO
    return StageTime(code, days.quantize(Decimal("0.1")), len(lengths))
