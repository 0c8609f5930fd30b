"""The figures of a report, collected once and kept as JSON: what it shows is read from there only.

Counts and amounts are those of the summaries at the reference date. What happened in the period is
counted by its own moments. Nothing of a phase whose vault is closed is in either.
"""

import hashlib
import json
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import Count, QuerySet, Sum
from django.http import QueryDict

from applications.models import Opening
from awards.contracting.models import Payment
from awards.models import Contract, DecisionSet, Purchase
from calls.models import Call, Phase
from funnel.portfolio.selection import SelectionForm
from funnel.reports.periods import Period
from funnel.summaries.models import PhaseSummary
from funnel.summaries.selectors import choices_of, progress_now
from funnel.summaries.totals import as_stored, totals_of
from funnel.timing import selectors as timing
from funnel.timing.stages import figures_of
from portal.crypto.canonical import canonical_json


def selection_of(query: str) -> SelectionForm:
    """The selection that a plan names."""
    return SelectionForm(QueryDict(query), choices=choices_of(progress_now()))


def collect(query: str, period: Period, at: datetime) -> dict[str, Any]:
    """Everything that a report on these calls tells, as plain JSON: amounts and days as text."""
    form = selection_of(query)
    rows = form.narrow(PhaseSummary.objects.all())
    calls = Call.objects.published().filter(pk__in=rows.order_by().values("call"))
    norms = timing.norms(at)
    stages = figures_of(timing.cases(calls, at), norms, at)
    found = {
        "selection": [list(pair) for pair in form.chosen],
        "totals": as_stored(totals_of(rows)),
        # For the picture: of calls run outside the portal not every step is known.
        "portal": as_stored(totals_of(rows.filter(source=PhaseSummary.Source.PORTAL))),
        "times": [vars(stage) | {"norms": _norms(stage.norms)} for stage in stages],
        "activity": activity(calls, period),
    }
    plain: dict[str, Any] = json.loads(json.dumps(found, cls=DjangoJSONEncoder))
    return plain


def fingerprint(data: dict[str, Any]) -> str:
    """The hash over the figures; whoever has the JSON can compute it again."""
    return hashlib.sha256(canonical_json(data)).hexdigest()


def activity(calls: QuerySet[Call], period: Period) -> dict[str, int | Decimal]:
    """What happened in the period, by its moments. Amounts say their VAT basis in their name."""
    within = (period.begin, period.end)
    days = (period.starts_on, period.ends_on)
    pks = calls.order_by().values("pk")
    paid = Payment.objects.filter(
        contract__decision__proposal__phase__call__in=pks,
        state=Payment.State.PAID, paid_on__range=days,
    ).aggregate(amount=Sum("amount_incl_vat"))  # fmt: skip
    bought = Purchase.objects.filter(dossier__call__in=pks, bought_on__range=days).aggregate(
        number=Count("pk"), amount=Sum("amount_excl_vat")
    )
    return {
        "published": _number(calls, "published_at", within),
        "closed": _number(
            Phase.objects.filter(call__in=pks, takes_offers=True), "closes_at", within
        ),
        "opened": _number(Opening.objects.filter(phase__call__in=pks), "opened_at", within),
        "released": _number(
            DecisionSet.objects.filter(phase__call__in=pks), "released_at", within
        ),
        "signed": _number(
            Contract.objects.filter(decision__proposal__phase__call__in=pks),
            "signed_by_authority_at", within,
        ),
        "paid_incl_vat": paid["amount"] or Decimal("0.00"),
        "bought": bought["number"],
        "bought_excl_vat": bought["amount"] or Decimal("0.00"),
    }  # fmt: skip


def _number(rows: QuerySet[Any], moment: str, within: tuple[datetime, datetime]) -> int:
    begin, end = within
    return rows.filter(**{f"{moment}__gte": begin, f"{moment}__lt": end}).count()


def _norms(norms: frozenset[int | None]) -> list[int | None]:
    return sorted(norms, key=lambda days: -1 if days is None else days)
