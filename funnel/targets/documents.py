"""The export for the letter to parliament: what a page, a PDF and a text say of a year.

It states its reference date, its definitions and the VAT basis of each amount; made again with the
same reference date it tells the same figures.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.template.loader import render_to_string
from django.utils import translation

from funnel.outreach.selectors import figures_of_year
from funnel.targets.models import AgendaItem, Agreement
from funnel.targets.permissions import AUTHORITIES
from funnel.targets.selectors import (
    AuthorityYear,
    TierYear,
    agenda_of,
    by_tier,
    year_rows,
)
from portal import pdf
from portal.accounts.models import Organisation
from portal.spreadsheets import csv_line

LANGUAGE = "nl"  # the chambers of parliament are written to in Dutch
COLUMNS = (
    "year", "reference_date", "authority", "tier", "calls", "calls_wanted", "awards", "sme_awards",
    "awarded_incl_vat_eur", "sme_awarded_incl_vat_eur", "awarded_excl_vat_eur", "bought",
    "bought_excl_vat_eur", "purchasing_excl_vat_eur", "innovation_percent_target",
    "sme_percent_target", "sbir_incl_vat_eur", "rd_budget_incl_vat_eur",
    "set_aside_percent_target", "innovation_gap_excl_vat_eur", "sme_gap_incl_vat_eur",
    "set_aside_gap_incl_vat_eur", "source",
)  # fmt: skip


def letter_of(year: int, at: datetime) -> dict[str, Any]:
    """Everything that the export tells of a year, as of a moment."""
    rows = year_rows(Organisation.objects.filter(kind__in=AUTHORITIES), year, at)
    agreements = Agreement.objects.filter(
        first_year__lte=year, last_year__gte=year, written_at__lte=at
    )
    items = AgendaItem.objects.filter(year=year, is_dropped=False, written_at__lte=at)
    return {
        "year": year,
        "at": at,
        "rows": rows,
        "outreach": figures_of_year(year, at),
        "tiers": by_tier(rows),
        "all": TierYear("", rows),
        "with_target": [row for row in rows if row.target is not None],
        "agreements": agreements.select_related("authority").order_by("authority__name", "pk"),
        "agenda": agenda_of(
            items.select_related("authority").order_by("authority__name", "pk"), at
        ),
    }


def letter_pdf(year: int, at: datetime) -> bytes:
    """The export as a tagged PDF in Dutch."""
    context = {**letter_of(year, at), "sender": {"name": "Trechter", "lines": []}}
    return pdf.render("pdf/targets.html", context, LANGUAGE)


def letter_text(year: int, at: datetime) -> str:
    """The export as plain text in Dutch, to be pasted into a letter."""
    with translation.override(LANGUAGE):
        text = render_to_string("targets/letter.txt", letter_of(year, at))
    return "\n".join(line.rstrip() for line in text.splitlines()).strip() + "\n"


def csv_of(rows: list[AuthorityYear], year: int, at: datetime) -> Iterator[str]:
    """A line per authority; amounts have two decimals and tell their VAT basis by their name."""
    yield csv_line(COLUMNS)
    for row in rows:
        yield csv_line(_cells(row, year, at)[name] for name in COLUMNS)


def _cells(row: AuthorityYear, year: int, at: datetime) -> dict[str, Any]:
    figures, target = row.figures, row.target
    innovation, sme, set_aside = row.progress
    stated = (
        "calls_wanted", "innovation_percent", "sme_percent", "set_aside_percent",
        "purchasing_excl_vat", "rd_budget_incl_vat", "source",
    )  # fmt: skip
    said = {name: getattr(target, name, None) for name in stated}
    return {
        "year": year,
        "reference_date": at.isoformat(timespec="seconds"),
        "authority": row.authority.name,
        "tier": row.tier,
        "calls": figures.calls,
        "calls_wanted": said["calls_wanted"],
        "awards": figures.awards,
        "sme_awards": figures.sme_awards,
        "awarded_incl_vat_eur": f"{figures.awarded_incl_vat:.2f}",
        "sme_awarded_incl_vat_eur": f"{figures.sme_awarded_incl_vat:.2f}",
        "awarded_excl_vat_eur": f"{figures.awarded_excl_vat:.2f}",
        "bought": figures.bought,
        "bought_excl_vat_eur": f"{figures.bought_excl_vat:.2f}",
        "purchasing_excl_vat_eur": said["purchasing_excl_vat"],
        "innovation_percent_target": said["innovation_percent"],
        "sme_percent_target": said["sme_percent"],
        "sbir_incl_vat_eur": f"{figures.sbir_incl_vat:.2f}",
        "rd_budget_incl_vat_eur": said["rd_budget_incl_vat"],
        "set_aside_percent_target": said["set_aside_percent"],
        "innovation_gap_excl_vat_eur": innovation.gap,
        "sme_gap_incl_vat_eur": sme.gap,
        "set_aside_gap_incl_vat_eur": set_aside.gap,
        "source": said["source"],
    }
