"""Numbers as people type them, and prices that are exact to the cent.

Everything is Decimal; no float comes near money (domain.md, REQ-01).
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

CENT = Decimal("0.01")
_THOUSANDS = re.compile(r"^\d{1,3}([.,' ]\d{3})+$")
_PLAIN = re.compile(r"^\d{1,10}(\.\d{1,2})?$")


def parse_amount(typed: Any) -> Decimal | None:
    """Read an amount of at most two decimals: "1.234,50", "1,234.50", "€ 1234,5" or "1234.50".

    None when it is no such amount. A single separator with exactly three digits behind it parts
    thousands, as an amount never has three decimals.
    """
    text = re.sub(r"[€\s\u00a0\u202f]", "", str(typed if typed is not None else ""))
    if _THOUSANDS.match(text):
        text = re.sub(r"[.,']", "", text)
    elif "," in text and "." in text:
        thousands, decimals = (".", ",") if text.rfind(",") > text.rfind(".") else (",", ".")
        whole, _mark, cents = text.rpartition(decimals)
        if not _THOUSANDS.match(whole) or set(whole) & {decimals}:
            return None
        text = f"{whole.replace(thousands, '')}.{cents}"
    else:
        text = text.replace(",", ".")
    return Decimal(text) if _PLAIN.match(text) else None


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
