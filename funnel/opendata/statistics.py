"""Statistics for everybody: the figures of the portfolio added up, and those of before the portal.

Only what everybody was told is in them (funnel/opendata/figures.py). A call counts in the year in
which it was published. Amounts are euro; their names say whether VAT is in (REQ-30).
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.core.cache import cache

from calls.models import Call
from funnel.figures import ZERO, Conversion
from funnel.opendata.figures import PublicFigures, public
from funnel.selectors import funnels_of
from portal.look.wording import AMSTERDAM

KEY, KEPT_SECONDS = "opendata:statistics", 60
COUNTS = ("offers", "admissible", "sme_offers", "awarded", "sme_awarded", "delivered", "bought")
EUROS = ("budget_incl_vat", "awarded_incl_vat", "bought_excl_vat")


@dataclass(frozen=True)
class Group:
    """What the calls of one year, instrument or tier come to; `untold` counts phases to come."""

    code: str
    calls: int = 0
    untold: int = 0
    offers: int = 0
    admissible: int = 0
    sme_offers: int = 0
    awarded: int = 0
    sme_awarded: int = 0
    delivered: int = 0
    bought: int = 0
    budget_incl_vat: Decimal = ZERO
    awarded_incl_vat: Decimal = ZERO
    bought_excl_vat: Decimal = ZERO

    @property
    def sme_share(self) -> Conversion:
        """Awards to small and medium-sized companies, of all awards."""
        return Conversion(self.sme_awarded, self.awarded)

    @property
    def figures(self) -> dict[str, Any]:
        """All of them by their names, in the order in which they are shown and exported."""
        return {name: getattr(self, name) for name in ("calls", "untold", *COUNTS, *EUROS)}


@dataclass(frozen=True)
class Statistics:
    """The same calls four times: all of them, and per year, instrument and tier."""

    together: Group
    by_year: list[Group]
    by_instrument: list[Group]


def statistics() -> Statistics:
    """The figures of now, at most a minute old."""
    kept: Statistics | None = cache.get(KEY)
    if kept is None:
        kept = _counted()
        cache.set(KEY, kept, KEPT_SECONDS)
    return kept


Rows = list[tuple[Call, list[PublicFigures]]]


def _counted() -> Statistics:
    calls = Call.objects.published().order_by("published_at", "pk")
    rows = [(each.call, [public(phase) for phase in each.phases]) for each in funnels_of(calls)]
    return Statistics(
        together=_group("", rows),
        by_year=list(_grouped(rows, _year)),
        by_instrument=list(_grouped(rows, lambda call: call.instrument)),
    )


def _year(call: Call) -> str:
    return str(call.published_at.astimezone(AMSTERDAM).year) if call.published_at else ""


def _grouped(rows: Rows, code: Callable[[Call], str]) -> Iterator[Group]:
    found: dict[str, Rows] = {}
    for call, phases in rows:
        found.setdefault(code(call), []).append((call, phases))
    for name, of_one in sorted(found.items()):
        yield _group(name, of_one)


def _group(code: str, rows: Rows) -> Group:
    phases = [phase for _call, of_one in rows for phase in of_one]
    sums: dict[str, Any] = {
        name: sum(getattr(phase, name) or 0 for phase in phases) for name in COUNTS
    }
    euros: dict[str, Any] = {
        name: sum((getattr(phase, name) or ZERO for phase in phases), ZERO) for name in EUROS
    }
    untold = sum(not phase.is_told for phase in phases)
    return Group(code=code, calls=len(rows), untold=untold, **sums, **euros)
