"""Statistics for everybody: the rows that the portfolio reads, added up by year and by kind.

Only what everybody was told is in them (funnel/opendata/figures.py): a phase counts from its
letters on. A call counts in the year in which it was published. Amounts are euro; their names say
whether VAT is in (REQ-30).
"""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db.models import CharField, Count, F, Q, Sum, Value
from django.db.models.functions import Cast, Concat

from funnel.figures import Conversion
from funnel.summaries.models import PhaseSummary
from funnel.summaries.selectors import progress_now

COUNTS = ("offers", "admissible", "sme_offers", "awarded", "sme_awarded", "delivered", "bought")
EUROS = ("budget_incl_vat", "awarded_incl_vat", "bought_excl_vat")
PER: dict[str, Any] = {
    "all": Value(""),
    "year": F("year"),
    "instrument": F("instrument"),
    "tier": F("authority__tier_of_government__tier"),  # empty where nobody has said it
}
# A call with themes has a row for each of them in every phase.
PHASE = Concat("reference", Value("/"), Cast("order", CharField()))
TOLD = Q(awarded__isnull=False) | Q(takes_offers=False)


@dataclass(frozen=True)
class Group:
    """What the calls of one year, instrument or tier come to; `untold` counts phases to come.

    None means that no call told it: of an older call some figures are not known at all.
    """

    code: str
    calls: int = 0
    untold: int = 0
    offers: int | None = None
    admissible: int | None = None
    sme_offers: int | None = None
    awarded: int | None = None
    sme_awarded: int | None = None
    delivered: int | None = None
    bought: int | None = None
    budget_incl_vat: Decimal | None = None
    awarded_incl_vat: Decimal | None = None
    bought_excl_vat: Decimal | None = None

    @property
    def sme_share(self) -> Conversion:
        """Awards to small and medium-sized companies, of all awards."""
        return Conversion(self.sme_awarded or 0, self.awarded or 0)

    @property
    def figures(self) -> dict[str, Any]:
        """All of them by their names, in the order in which they are shown and exported."""
        return {name: getattr(self, name) for name in ("calls", "untold", *COUNTS, *EUROS)}


@dataclass(frozen=True)
class Statistics:
    """The same calls again and again: all together, and by what PER names; and as of when."""

    groups: dict[str, list[Group]]
    as_of: datetime | None

    @property
    def together(self) -> Group:
        """All calls."""
        return next(iter(self.groups["all"]), Group(""))


def statistics() -> Statistics:
    """The figures as the portfolio has them: at most a minute behind."""
    return Statistics({per: _grouped(code) for per, code in PER.items()}, progress_now().as_of)


def _grouped(code: Any) -> list[Group]:
    """A group for each value of `code`; one query."""
    # A budget is public from the start, everything else once it was told.
    sums = {f"sum_{name}": Sum(name, filter=TOLD) for name in (*COUNTS, *EUROS[1:])}
    rows = (
        PhaseSummary.objects.order_by()
        .values(code=code)
        .annotate(
            calls=Count("reference", distinct=True),
            untold=Count(PHASE, distinct=True, filter=~TOLD),
            sum_budget_incl_vat=Sum("budget_incl_vat"),
            **sums,
        )
        .order_by("code")
    )
    return [_group(dict(row)) for row in rows]


def _group(row: dict[str, Any]) -> Group:
    sums = {name: row[f"sum_{name}"] for name in (*COUNTS, *EUROS)}
    return Group(str(row["code"] or ""), calls=row["calls"], untold=row["untold"], **sums)
