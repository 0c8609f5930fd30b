"""The rows of a call run outside the portal among those of the portal, marked by their source.

Only amounts that are known to include VAT are added to those of the portal (REQ-30).
"""

from collections.abc import Iterable
from datetime import date, datetime, time

from django.db.models import Q

from calls.models import Call
from funnel.external.models import ExternalCall, Telling
from funnel.summaries.models import PhaseSummary
from funnel.summaries.refreshing import put
from portal.look.wording import AMSTERDAM

SOURCE = PhaseSummary.Source.REGISTERED


def write(calls: Iterable[ExternalCall]) -> None:
    """Write the rows of these calls as they count now, in the transaction of the caller."""
    calls = list(calls)
    counting = (
        Telling.objects.counting()
        .filter(call__in=calls)
        .select_related("call__authority", "mission")
        .prefetch_related("phases__telling")
    )
    rows = [row for telling in counting for row in rows_of(telling)]
    references = [call.reference for call in calls]
    put(rows, instead_of=Q(source=SOURCE, reference__in=references))


def rows_of(telling: Telling) -> list[PhaseSummary]:
    """A row per phase."""
    opened_on = telling.opened_on or date(telling.year, 1, 1)
    mission = telling.mission
    return [
        PhaseSummary(
            key=f"{telling.call.reference}/{phase.kind}",
            source=SOURCE,
            reference=telling.call.reference,
            title=telling.title,
            state=Call.State.COMPLETED,
            authority=telling.call.authority,
            instrument=telling.instrument,
            missions=[mission.code] if mission else [],
            mission_themes=[mission.theme] if mission else [],
            published_at=datetime.combine(opened_on, time.min, tzinfo=AMSTERDAM),
            year=telling.year,
            order=phase.order,
            kind=phase.kind,
            offers=phase.offers,
            sme_offers=phase.sme_offers,
            admissible=phase.admissible,
            awarded=phase.awarded,
            sme_awarded=phase.sme_awarded,
            delivered=phase.delivered,
            bought=phase.bought,
            budget_incl_vat=phase.incl_vat("budget"),
            asked_incl_vat=phase.incl_vat("asked"),
            awarded_incl_vat=phase.incl_vat("granted"),
            committed_incl_vat=phase.incl_vat("granted"),
            paid_incl_vat=phase.incl_vat("paid"),
            bought_excl_vat=phase.bought_excl_vat,
        )
        for phase in telling.phases.all()
    ]
