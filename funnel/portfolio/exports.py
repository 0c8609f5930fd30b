"""The data of a selection: CSV that streams, and JSON with the definitions beside the figures."""

import json
from collections.abc import Iterable, Iterator
from datetime import datetime
from decimal import Decimal
from typing import Any

from applications.models import Proposal
from awards.models import DecisionSet
from funnel.portfolio.selection import SelectionForm
from funnel.summaries.models import PhaseSummary
from funnel.summaries.rows import FIGURES
from funnel.summaries.totals import PAIRS, Totals
from portal.spreadsheets import csv_line

DIMENSIONS = (
    "call", "title", "authority", "instrument", "state", "source", "missions", "published_on",
    "phase", "theme", "sealed", "consulted",
)  # fmt: skip
COLUMNS = (*DIMENSIONS, *(f"{name}_eur" if name.endswith("_vat") else name for name in FIGURES))
OFFER_COLUMNS = (
    "offer", "call", "phase", "company", "sme", "state", "asked_incl_vat_eur",
    "awarded_incl_vat_eur",
)  # fmt: skip


def as_csv(rows: Iterable[PhaseSummary]) -> Iterator[str]:
    """A line per phase, and theme where a call has these; the names of the columns first."""
    yield csv_line(COLUMNS)
    for row in rows:
        yield csv_line(as_values(row).values())


def as_values(row: PhaseSummary) -> dict[str, Any]:
    """A row as plain values by column; amounts are text with two decimals, unknown is None."""
    dimensions = (
        row.reference, row.title, row.authority.name, row.instrument, row.state, row.source,
        " ".join(row.missions), row.published_at.date().isoformat(), row.kind, row.theme_title,
        "yes" if row.is_sealed else "no", "yes" if row.was_consulted else "no",
    )  # fmt: skip
    figures = (_plain(getattr(row, name)) for name in FIGURES)
    return dict(zip(COLUMNS, (*dimensions, *figures), strict=True))


def offers_as_csv(offers: Iterable[Proposal]) -> Iterator[str]:
    """A line per offer behind a figure."""
    yield csv_line(OFFER_COLUMNS)
    for offer in offers:
        yield csv_line(_offer_values(offer))


def _offer_values(offer: Any) -> tuple[Any, ...]:
    decision = getattr(offer, "decision", None)
    is_told = decision is not None and decision.decision_set.state == DecisionSet.State.RELEASED
    lead = offer.dossier.lead
    return (
        offer.dossier.reference,
        offer.phase.call.reference,
        offer.phase.code,
        lead.name if offer.is_named else None,
        ("yes" if lead.is_sme else "no") if offer.is_named else None,
        offer.state,
        _plain(offer.opened.price_incl_vat) if offer.phase.asks_price else None,
        _plain(offer.awarded_incl_vat) if is_told else None,
    )


def as_json(
    totals: Totals, form: SelectionForm, rows: Iterable[PhaseSummary], as_of: datetime | None
) -> Iterator[str]:
    """The totals of a selection with both numbers of every part, then its rows one by one."""
    head = {
        "as_of": as_of.isoformat() if as_of else None,
        "selection": dict(form.chosen),
        "calls": totals.calls,
        "calls_consulted": totals.consulted,
        "calls_with_a_purchase": totals.buying,
        "calls_registered_by_hand": totals.registered,
        "sealed_rows": totals.sealed,
        "totals": {
            f"{name}_eur" if name.endswith("_vat") else name: _plain(totals[name])
            for name in FIGURES
        },
        "parts": [
            {"step": step, "of": of, "numerator": part.numerator, "denominator": part.denominator}
            for step, of in PAIRS
            for part in [totals.conversion(step, of)]
        ],
    }
    yield f'{json.dumps(head)[:-1]}, "rows": ['
    for place, row in enumerate(rows):
        yield (", " if place else "") + json.dumps(as_values(row))
    yield "]}"


def _plain(value: Any) -> Any:
    return f"{value:.2f}" if isinstance(value, Decimal) else value
