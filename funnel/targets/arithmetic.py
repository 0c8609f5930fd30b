"""How far a target is: a share with both its numbers, and the gap in euro (domain.md 6).

Plain figures without a database. A share of nothing does not exist: its percentage is None, and a
page says "n/a" (REQ-30).
"""

from collections.abc import Iterable
from dataclasses import dataclass, fields
from decimal import ROUND_HALF_UP, Decimal

from funnel.cofunding.amounts import CENT, HUNDRED, ZERO, Share
from funnel.targets.models import Measure


@dataclass(frozen=True)
class YearFigures:
    """What an authority, a tier or the whole country did in a year.

    Awards count in the year in which they were told, calls in that of their publication, purchases
    in that of their date. `sme_awarded_incl_vat` splits an award by the shares of its partners.
    """

    calls: int = 0
    awards: int = 0
    sme_awards: int = 0
    awarded_incl_vat: Decimal = ZERO
    awarded_excl_vat: Decimal = ZERO
    sme_awarded_incl_vat: Decimal = ZERO
    sme_known_incl_vat: Decimal = ZERO  # the awards of which is known what went to SMEs
    sbir_incl_vat: Decimal = ZERO
    bought: int = 0
    bought_excl_vat: Decimal = ZERO

    @property
    def innovation_excl_vat(self) -> Decimal:
        """What was spent on innovation, awards and purchases both without VAT."""
        return self.awarded_excl_vat + self.bought_excl_vat

    @property
    def sme_by_count(self) -> Share:
        """Awards to SMEs of all awards."""
        return Share(Decimal(self.sme_awards), Decimal(self.awards))

    @property
    def sme_by_value(self) -> Share:
        """The same in euro including VAT."""
        return Share(self.sme_awarded_incl_vat, self.sme_known_incl_vat)


def together(rows: Iterable[YearFigures]) -> YearFigures:
    """The sum of several, figure by figure: what has VAT in it stays apart from what has not."""
    rows = list(rows)
    names = [field.name for field in fields(YearFigures)]
    return YearFigures(**{name: sum(getattr(row, name) for row in rows) for name in names})


@dataclass(frozen=True)
class Bases:
    """What shares are of: total purchasing without VAT, extramural R&D budget with VAT."""

    purchasing_excl_vat: Decimal | None = None
    rd_budget_incl_vat: Decimal | None = None


def shares_of(figures: YearFigures, bases: Bases) -> dict[str, Share]:
    """The three shares, numerator and denominator each with the same VAT basis."""
    return {
        Measure.INNOVATION: Share(figures.innovation_excl_vat, bases.purchasing_excl_vat or ZERO),
        Measure.SME: figures.sme_by_value,
        Measure.SET_ASIDE: Share(figures.sbir_incl_vat, bases.rd_budget_incl_vat or ZERO),
    }


@dataclass(frozen=True)
class Progress:
    """A share against its target; the amounts are those of the share."""

    measure: str
    share: Share
    target: Decimal | None  # percent

    @property
    def is_excl_vat(self) -> bool:
        """Whether the amounts of this share are without VAT."""
        return self.measure == Measure.INNOVATION

    @property
    def label(self) -> str:
        """The figure in words."""
        return str(Measure(self.measure).label)

    @property
    def gap(self) -> Decimal | None:
        """Euro still to go: max(0, target * base - done). None without a target or a base."""
        if self.target is None or not self.share.denominator:
            return None
        wanted = self.target * self.share.denominator / HUNDRED
        return max(ZERO, wanted - self.share.numerator).quantize(CENT, rounding=ROUND_HALF_UP)

    @property
    def is_reached(self) -> bool:
        """Whether nothing is left to go."""
        return self.gap == ZERO
