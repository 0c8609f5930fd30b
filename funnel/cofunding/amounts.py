"""What a request gets, computed exactly and without a database (domain.md, "Formulas").

contribution = min(rate * eligible cost, cap, what is left of the pot at the place of receipt).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

ZERO, CENT, HUNDRED = Decimal(0), Decimal("0.01"), Decimal(100)


def contribution(*, eligible: Decimal, rate: Decimal, cap: Decimal, remaining: Decimal) -> Decimal:
    """Euro including VAT, rounded half up to cents; never more than cap or pot. Rate in percent."""
    share = (eligible * rate / HUNDRED).quantize(CENT, rounding=ROUND_HALF_UP)
    return max(ZERO, min(share, cap, remaining))


def in_order(
    eligible: Sequence[Decimal], *, pot: Decimal, rate: Decimal, cap: Decimal
) -> Iterator[Decimal]:
    """What each gets when all are granted in this order: the pot empties, and then it is zero."""
    for cost in eligible:
        amount = contribution(eligible=cost, rate=rate, cap=cap, remaining=pot)
        pot -= amount
        yield amount


@dataclass(frozen=True)
class Share:
    """A part of a whole, both shown; of nothing there is no share (REQ-30)."""

    numerator: Decimal
    denominator: Decimal

    @property
    def percent(self) -> Decimal | None:
        """None where the denominator is zero: a page then says that it does not apply."""
        return HUNDRED * self.numerator / self.denominator if self.denominator else None

    @property
    def times(self) -> Decimal | None:
        """The same as a number of times."""
        return self.numerator / self.denominator if self.denominator else None
