"""The figures as JSON and CSV, for machines and for spreadsheets."""

from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Any

from funnel.figures import Funnel, PhaseFigures
from portal.spreadsheets import csv_line

COLUMNS = (
    "call", "title", "authority", "published_on", "phase", "sealed", "budget_incl_vat_eur",
    "drafts", "offers", "admissible", "above_threshold", "awarded", "asked_incl_vat_eur",
    "awarded_incl_vat_eur", "delivered", "paid_incl_vat_eur", "invited", "sme_offers",
    "sme_awarded", "bought", "bought_excl_vat_eur",
)  # fmt: skip


def as_json(funnel: Funnel) -> dict[str, Any]:
    """One call as plain values; amounts are text with two decimals, unknown figures are None."""
    return {
        "call": funnel.call.reference,
        "phases": [_phase_as_json(figures) for figures in funnel.phases],
    }


def as_csv(funnels: Iterable[Funnel]) -> Iterator[str]:
    """A line per phase of every call, the names of the columns first."""
    yield csv_line(COLUMNS)
    for funnel in funnels:
        for figures in funnel.phases:
            row = _phase_as_json(figures) | {
                "call": funnel.call.reference,
                "title": funnel.call.title,
                "authority": funnel.call.contracting_authority.name,
                "published_on": _day(funnel.call.published_at),
                "phase": figures.code,
                "sealed": "yes" if figures.is_sealed else "no",
            }
            yield csv_line(row.get(column) for column in COLUMNS)


def _phase_as_json(figures: PhaseFigures) -> dict[str, Any]:
    if not figures.takes_offers:
        return {
            "code": figures.code,
            "kind": figures.phase.kind,
            "bought": figures.bought,
            "bought_excl_vat_eur": _euros(figures.bought_excl_vat),
            "buyers": figures.buyers,
        }
    return {
        "code": figures.code,
        "kind": figures.phase.kind,
        "sealed": figures.is_sealed,
        "budget_incl_vat_eur": _euros(figures.budget_incl_vat),
        "drafts": figures.drafts,
        "offers": figures.offers,
        "admissible": figures.admissible,
        "above_threshold": figures.above_threshold,
        "asked_incl_vat_eur": _euros(figures.asked_incl_vat),
        "awarded": figures.awarded,
        "awarded_incl_vat_eur": _euros(figures.awarded_incl_vat),
        "delivered": figures.delivered,
        "paid_incl_vat_eur": _euros(figures.paid_incl_vat),
        "invited": figures.invited,
        "sme_offers": figures.sme_offers,
        "sme_awarded": figures.sme_awarded,
        "median_days": {time.code: str(time.days) for time in figures.times},
    }


def _euros(amount: Decimal | None) -> str | None:
    return None if amount is None else f"{amount:.2f}"


def _day(at: Any) -> str | None:
    return at.date().isoformat() if at else None
