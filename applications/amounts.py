"""Numbers as people type them, and prices that are exact to the cent.

Everything is Decimal; no float comes near money (domain.md, REQ-01).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from portal.fields import read_euros

CENT = Decimal("0.01")


def parse_amount(typed: Any) -> Decimal | None:
    """Read a number of at most two decimals as people type it; None when it is none."""
    return None if typed is None else read_euros(str(typed))


def cents(amount: Decimal) -> Decimal:
    """Round half up to whole cents, as an invoice does."""
    return amount.quantize(CENT, ROUND_HALF_UP)


@dataclass(frozen=True)
class Price:
    """What an offer costs in euro: each line in whole cents, their sum, and that with VAT."""

    lines: tuple[Decimal, ...]
    excl_vat: Decimal
    vat_rate: Decimal
    incl_vat: Decimal

    @property
    def vat(self) -> Decimal:
        """The VAT itself, in euro."""
        return self.incl_vat - self.excl_vat


def price_of(costs: Mapping[str, Any]) -> Price:
    """The price of a `costs` section; a line that is not filled in properly counts as zero.

    41,322.31 excluding 21 percent is 49,999.9951, so 50,000.00: exactly at a cap of 50,000.
    """
    lines = tuple(_line(row) for row in costs.get("rows", []))
    excl = sum(lines, Decimal("0.00"))
    rate = parse_amount(costs.get("vat_rate")) or Decimal(0)
    return Price(lines, excl, rate, cents(excl * (100 + rate) / 100))


def _line(row: Mapping[str, Any]) -> Decimal:
    quantity, rate = parse_amount(row.get("quantity")), parse_amount(row.get("rate"))
    return cents((quantity or Decimal(0)) * (rate or Decimal(0)))
