"""The figures that everybody may know: those of the portfolio, from the letters on.

Before that even a count could tell an applicant what its letter has not told yet. What was asked in
all offers together stays inside for good: with two offers it would tell the price of the other.
"""

from dataclasses import dataclass
from decimal import Decimal

from funnel.figures import ZERO, PhaseFigures


@dataclass(frozen=True)
class PublicFigures:
    """Counts and money of one phase; None is not known, or not told yet. Amounts in euro."""

    is_told: bool
    budget_incl_vat: Decimal | None
    offers: int | None = None
    admissible: int | None = None
    sme_offers: int | None = None
    awarded: int | None = None
    sme_awarded: int | None = None
    awarded_incl_vat: Decimal | None = None
    delivered: int | None = None
    bought: int | None = None
    bought_excl_vat: Decimal | None = None


def public(figures: PhaseFigures) -> PublicFigures:
    """What may be told of a phase now."""
    budget = figures.budget_incl_vat or None
    if not figures.takes_offers:
        return PublicFigures(
            is_told=True,
            budget_incl_vat=budget,
            bought=figures.bought or 0,
            bought_excl_vat=figures.bought_excl_vat or ZERO,
        )
    if figures.awarded is None:
        return PublicFigures(is_told=False, budget_incl_vat=budget)
    return PublicFigures(
        is_told=True,
        budget_incl_vat=budget,
        offers=figures.offers,
        admissible=figures.admissible,
        sme_offers=figures.sme_offers,
        awarded=figures.awarded,
        sme_awarded=figures.sme_awarded,
        awarded_incl_vat=figures.awarded_incl_vat,
        delivered=figures.delivered,
    )
