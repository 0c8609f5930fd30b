"""Numbers as people type them, and prices that are exact to the cent.

Everything is Decimal; no float comes near money (domain.md, REQ-01).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from portal.fields import read_euros

CENT = Decimal("0.01")
NOTHING = Decimal("0.00")
LABOUR = "hours"  # the kind of line over which overhead is counted


def parse_amount(typed: Any) -> Decimal | None:
    """Read a number of at most two decimals as people type it; None when it is none."""
    return None if typed is None else read_euros(str(typed))


def cents(amount: Decimal) -> Decimal:
    """Round half up to whole cents, as an invoice does."""
    return amount.quantize(CENT, ROUND_HALF_UP)


@dataclass(frozen=True)
class PartnerPrice:
    """What one partner's work costs in euro, in whole cents; `name` is empty for the lead partner.

    `rd_share` is in percent of `excl_vat`, None where it was not stated.
    """

    name: str
    lines: tuple[int, ...]  # the places of its lines in the table
    labour: Decimal
    overhead: Decimal
    excl_vat: Decimal
    vat_rate: Decimal
    incl_vat: Decimal
    rd_share: Decimal | None

    @property
    def vat(self) -> Decimal:
        """The VAT itself, in euro."""
        return self.incl_vat - self.excl_vat


@dataclass(frozen=True)
class Price:
    """What an offer costs in euro: each line in whole cents, per partner, and together.

    `vat_rate` is that of every partner; where they differ, what they come to over the whole price,
    rounded. `rd_share` is exact: what of the price is research and development, in percent.
    """

    lines: tuple[Decimal, ...]
    excl_vat: Decimal
    vat_rate: Decimal
    incl_vat: Decimal
    parts: tuple[PartnerPrice, ...] = ()
    overhead_percent: Decimal = Decimal(0)
    rd_share: Decimal | None = None

    @property
    def vat(self) -> Decimal:
        """The VAT itself, in euro."""
        return self.incl_vat - self.excl_vat

    @property
    def overhead(self) -> Decimal:
        """The overhead of all partners, in euro excluding VAT."""
        return sum((part.overhead for part in self.parts), NOTHING)

    @property
    def is_mixed(self) -> bool:
        """Whether partners charge VAT at different rates, so that no one rate holds for all."""
        return len({part.vat_rate for part in self.parts if part.excl_vat}) > 1


def price_of(costs: Mapping[str, Any], *, overhead_percent: Decimal = Decimal(0)) -> Price:
    """The price of a `costs` section; a line that is not filled in properly counts as zero.

    41,322.31 excluding 21 percent is 49,999.9951, so 50,000.00: exactly at a cap of 50,000. Each
    partner sends an invoice of its own, so VAT is rounded per partner. `overhead_percent` of the
    labour of each partner is added, as the call says.
    """
    rows = list(costs.get("rows", []))
    lines = tuple(_line(row) for row in rows)
    parts = tuple(_part(name, rows, lines, costs, overhead_percent) for name in partner_names(rows))
    excl = sum((part.excl_vat for part in parts), NOTHING)
    incl = sum((part.incl_vat for part in parts), NOTHING)
    return Price(
        lines, excl, _rate(parts, excl, incl), incl, parts, overhead_percent, _rd_share(parts, excl)
    )


def partner_names(rows: Iterable[Mapping[str, Any]]) -> list[str]:
    """Whose lines these are, each once: the lead partner ("") first, then in order."""
    named = [partner_of(row) for row in rows]
    return ["", *(name for name in dict.fromkeys(named) if name)]


def partner_of(row: Mapping[str, Any]) -> str:
    """Whose line this is; empty is the lead partner's."""
    return " ".join(str(row.get("partner") or "").split())


def _part(
    name: str,
    rows: list[Mapping[str, Any]],
    lines: tuple[Decimal, ...],
    costs: Mapping[str, Any],
    overhead_percent: Decimal,
) -> PartnerPrice:
    own = [place for place, row in enumerate(rows) if partner_of(row) == name]
    labour = sum((lines[each] for each in own if rows[each].get("kind") == LABOUR), NOTHING)
    overhead = cents(labour * overhead_percent / 100)
    excl = sum((lines[place] for place in own), NOTHING) + overhead
    stated = _stated_by(name, costs)
    rate = parse_amount(stated.get("vat_rate")) or Decimal(0)
    return PartnerPrice(
        name=name,
        lines=tuple(own),
        labour=labour,
        overhead=overhead,
        excl_vat=excl,
        vat_rate=rate,
        incl_vat=cents(excl * (100 + rate) / 100),
        rd_share=parse_amount(stated.get("rd_share")),
    )


def _stated_by(name: str, costs: Mapping[str, Any]) -> Mapping[str, Any]:
    """The VAT rate and the share that hold for a partner; those of the lead where it has none."""
    for row in costs.get("per_partner", []) if name else []:
        if partner_of(row) == name:
            return row
    return costs


def _rate(parts: tuple[PartnerPrice, ...], excl: Decimal, incl: Decimal) -> Decimal:
    rates = {part.vat_rate for part in parts if part.excl_vat}
    if len(rates) > 1:
        return cents((incl - excl) * 100 / excl)
    return rates.pop() if rates else parts[0].vat_rate


def _rd_share(parts: tuple[PartnerPrice, ...], excl: Decimal) -> Decimal | None:
    """Weighed by what each partner costs; None as long as one of them did not state its share."""
    counted = [part for part in parts if part.excl_vat] or list(parts[:1])
    if any(part.rd_share is None for part in counted):
        return None
    if len(counted) == 1:
        return counted[0].rd_share
    return sum((part.excl_vat * (part.rd_share or 0) for part in counted), NOTHING) / excl


def _line(row: Mapping[str, Any]) -> Decimal:
    quantity, rate = parse_amount(row.get("quantity")), parse_amount(row.get("rate"))
    return cents((quantity or Decimal(0)) * (rate or Decimal(0)))
