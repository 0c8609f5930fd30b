"""Rounds that ran outside the portal, read from a file of public facts and marked as history."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction

from funnel.cofunding.models import FundingRound
from portal.accounts.models import Organisation, User
from portal.audit.record import record
from portal.clock import portal_now

# Totals in the file, with the field that holds them.
TOTALS = {
    "supported": "past_supported",
    "granted_by_2020_11_20": "past_granted",
    "still_in_talks": "past_in_talks",
}


@transaction.atomic
def load(document: Mapping[str, Any], funder: Organisation) -> list[FundingRound]:
    """Write down the rounds of a file that are not there yet; returns the new ones.

    Raises KeyError when a round lacks its year or pot, ValueError for a date that is none.
    """
    by, made = User.objects.system("history"), []
    for facts in document["rounds"]:
        year = int(facts["year"])
        if FundingRound.objects.filter(year=year, funder=funder, is_history=True).exists():
            continue
        round_ = FundingRound.objects.create(
            title=f"Cofinanciering {year}",
            year=year,
            funder=funder,
            drafted_by=by,
            state=FundingRound.State.PUBLISHED,
            published_at=portal_now(),
            is_history=True,
            source=_source(document["about"], facts),
            pot_incl_vat=Decimal(facts["pot_eur"]),
            rate=_percent(facts.get("share_of_rd_cost")),
            cap_incl_vat=_euros(facts.get("max_per_project_eur")),
            opens_at=_moment(facts.get("opens")),
            closes_at=_moment(facts.get("closes")),
            goal_min_projects=facts.get("goal_min_projects"),
            instruments=facts.get("for", []),
            **{field: facts.get(name) for name, field in TOTALS.items()},
        )
        record("load_funding_round", round_, by=by, year=year)
        made.append(round_)
    return made


def _source(about: str, facts: Mapping[str, Any]) -> str:
    """Where it comes from, with what the file says beside the figures; a day is only told."""
    parts = [about, facts.get("note", "")]
    if (closes := facts.get("closes")) and _moment(closes) is None:
        parts.append(f"Closes: {closes}.")
    if "granted_by_2020_11_20" in facts:
        parts.append("Totals: 2020-11-20.")
    return "\n".join(part for part in parts if part)


def _moment(text: str | None) -> datetime | None:
    """An instant; None for a day without a time, of which nobody knows the moment."""
    return datetime.fromisoformat(text) if text and "T" in text else None


def _percent(share: float | None) -> Decimal | None:
    return None if share is None else Decimal(str(share)) * 100


def _euros(amount: int | None) -> Decimal | None:
    return None if amount is None else Decimal(amount)
