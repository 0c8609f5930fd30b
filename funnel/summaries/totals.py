"""A selection of rows added up: in one query, whatever the selection is."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from decimal import Decimal
from typing import Any

from django.db.models import Count, Min, Q, QuerySet, Subquery, Sum, Value
from django.db.models.functions import JSONObject

from calls.instruments import kind_name
from funnel.figures import LOSSES, ZERO, Conversion
from funnel.summaries.models import PhaseSummary
from funnel.summaries.rows import FIGURES

# Which step is shown as a part of which: only rows that know both count in either number.
PAIRS = (
    ("offers", "drafts"), ("admissible", "offers"), ("above_threshold", "admissible"),
    ("awarded", "admissible"), ("awarded", "offers"), ("delivered", "awarded"),
    ("invited", "awarded"), ("sme_offers", "offers"), ("sme_awarded", "awarded"),
)  # fmt: skip
SOURCES = {
    "calls": Q(),
    "consulted": Q(was_consulted=True),
    "buying": Q(bought__gt=0),
    "registered": Q(source=PhaseSummary.Source.REGISTERED),
}


@dataclass(frozen=True)
class KindTotals:
    """All rows of one kind of phase; a figure that no row knows is None."""

    kind: str
    sums: dict[str, int | Decimal | None]
    parts: dict[str, tuple[int, int]]  # by "step/of step": numerator and denominator
    sealed: int

    @property
    def name(self) -> str:
        return str(kind_name(self.kind))


@dataclass(frozen=True)
class Totals:
    """A selection. Amounts are euro; the name of each says whether VAT is in.

    `calls` is the number of calls, `consulted` those of which the market was consulted, `buying`
    those that led to a purchase, `registered` those that were run outside the portal.
    """

    calls: int = 0
    consulted: int = 0
    buying: int = 0
    registered: int = 0
    kinds: list[KindTotals] = field(default_factory=list)

    def __getitem__(self, name: str) -> int | Decimal | None:
        """The sum of a figure over all phases; None when no row knows it; KeyError: no figure."""
        if name not in FIGURES:
            raise KeyError(name)
        known = [value for kind in self.kinds if (value := kind.sums[name]) is not None]
        return sum(known, ZERO if name.endswith("_vat") else 0) if known else None

    @property
    def sealed(self) -> int:
        """How many rows tell no counts because their vault is closed."""
        return sum(kind.sealed for kind in self.kinds)

    def conversion(self, step: str, of: str) -> Conversion:
        """A step as a part of an earlier one, over what knows both."""
        pairs = [kind.parts[f"{step}/{of}"] for kind in self.kinds]
        return Conversion(sum(pair[0] for pair in pairs), sum(pair[1] for pair in pairs))

    @property
    def bought_of_calls(self) -> Conversion:
        """Calls that led to a purchase, of all calls."""
        return Conversion(self.buying, self.calls)

    @property
    def consulted_of_calls(self) -> Conversion:
        """Calls before which the market was consulted, of all calls."""
        return Conversion(self.consulted, self.calls)

    def losses(self) -> list[tuple[str, int]]:
        """Why offers went no further, in order; what nobody knows yet is left out."""
        found = [(name, self[name]) for name in LOSSES]
        return [(name, int(count)) for name, count in found if count is not None]


def totals_of(rows: QuerySet[PhaseSummary]) -> Totals:
    """Add these rows up, per kind of phase; one query."""
    plain = rows.order_by()
    counts: dict[str, Any] = {
        name: Count("reference", distinct=True, filter=which) for name, which in SOURCES.items()
    }
    # One group of all rows: nothing is grouped by, so nothing is sorted for it.
    together = plain.values(one=Value(0)).annotate(told=JSONObject(**counts)).values("told")
    sums: dict[str, Any] = {f"sum_{name}": Sum(name) for name in FIGURES}
    for step, of in PAIRS:
        both = Q(**{f"{step}__isnull": False, f"{of}__isnull": False})
        sums[f"part_{step}_{of}"] = Sum(step, filter=both)
        sums[f"whole_{step}_{of}"] = Sum(of, filter=both)
    groups = (
        plain.values("kind")
        .annotate(
            first=Min("order"), sealed=Count("pk", filter=Q(is_sealed=True)),
            together=Subquery(together), **sums,
        )
        .order_by("first", "kind")
    )  # fmt: skip
    found = list(groups)
    told = found[0]["together"] if found else {}
    return Totals(kinds=[_kind(row) for row in found], **told)


def _kind(row: Mapping[str, Any]) -> KindTotals:
    return KindTotals(
        kind=row["kind"],
        sums={name: row[f"sum_{name}"] for name in FIGURES},
        parts={
            f"{step}/{of}": (row[f"part_{step}_{of}"] or 0, row[f"whole_{step}_{of}"] or 0)
            for step, of in PAIRS
        },
        sealed=row["sealed"],
    )


def as_stored(totals: Totals) -> dict[str, Any]:
    """Totals as JSON; amounts as text, so that no cent is lost."""
    return asdict(totals)


def from_stored(stored: Mapping[str, Any]) -> Totals:
    """Totals out of JSON as `as_stored` writes it."""
    kinds = [
        KindTotals(
            kind=each["kind"],
            sums={
                name: Decimal(value) if isinstance(value, str) else value
                for name, value in each["sums"].items()
            },
            parts={name: (pair[0], pair[1]) for name, pair in each["parts"].items()},
            sealed=each["sealed"],
        )
        for each in stored.get("kinds", [])
    ]
    return Totals(**{**stored, "kinds": kinds})
