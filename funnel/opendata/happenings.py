"""What happened and was not published yet: one query for each kind of event."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Exists, F, OuterRef, QuerySet, Subquery

from awards.contracting.models import ContractChange
from awards.models import Contract, DecisionSet, Deliverable
from awards.revisions.models import LapsedAward, Reinstatement
from calls.models import Call, CallVersion, Phase
from funnel.opendata.models import Release
from portal.audit.models import AuditEvent

Event = Release.Event
ORDER = list(Event)
RELEASED = DecisionSet.State.RELEASED


@dataclass(frozen=True)
class Happening:
    """One event in the process of one phase; `source_id` is the row it is read from."""

    event: Release.Event
    source_id: int
    phase_id: int
    at: datetime


def unpublished(limit: int) -> list[Happening]:
    """What has no release yet, in the order it happened; at most `limit` events of each kind.

    Where a kind has more, what happened after its last one waits too: so nothing overtakes.
    """
    rows: list[Happening] = []
    horizons: list[datetime] = []
    for event, found in _sources().items():
        told = Release.objects.filter(
            event=event, source_id=OuterRef("pk"), phase=OuterRef("of_phase")
        )
        waiting = found.filter(~Exists(told), at__isnull=False).order_by("at", "pk")
        values = list(waiting.values_list("pk", "of_phase", "at")[:limit])
        rows += [Happening(event, pk, phase_id, at) for pk, phase_id, at in values]
        if len(values) == limit:
            horizons.append(values[-1][2])
    return sorted((row for row in rows if row.at <= min([row.at, *horizons])), key=_place)


def _place(happening: Happening) -> tuple[datetime, int, int, int]:
    return happening.at, ORDER.index(happening.event), happening.source_id, happening.phase_id


def _sources() -> dict[Release.Event, QuerySet[Any]]:
    """Per event the rows it is read from, each with its moment `at` and its phase `of_phase`."""
    decisions = DecisionSet.objects.filter(state=RELEASED)
    return {
        Event.TERMS: _terms(),
        Event.CANCELLED: _cancelled(),
        Event.DECISION: decisions.annotate(at=F("released_at"), of_phase=F("phase")),
        **_after_decisions(),
        **_of_contracts(),
    }


def _terms() -> QuerySet[Any]:
    """Every version of the terms, once for each phase in which offers are made."""
    versions = CallVersion.objects.filter(call__in=Call.objects.published())
    with_phase = versions.annotate(at=F("published_at"), of_phase=F("call__phases"))
    return with_phase.filter(of_phase__in=Phase.objects.filter(takes_offers=True).values("pk"))


def _cancelled() -> QuerySet[Any]:
    """Calls that were stopped after they were public, for each phase not decided by then."""
    undecided = Phase.objects.filter(takes_offers=True).exclude(decision_set__state=RELEASED)
    stopped = Call.objects.filter(state=Call.State.CANCELLED, published_at__isnull=False)
    with_phase = stopped.annotate(at=_said("calls.Call", "cancel"), of_phase=F("phases"))
    return with_phase.filter(of_phase__in=undecided.values("pk"))


def _after_decisions() -> dict[Release.Event, QuerySet[Any]]:
    phase = F("decision__proposal__phase")
    approved = Reinstatement.objects.filter(state=Reinstatement.State.APPROVED)
    told = {"decision__decision_set__state": RELEASED}
    return {
        Event.REINSTATED: approved.filter(**told).annotate(at=F("judged_at"), of_phase=phase),
        Event.LAPSED: LapsedAward.objects.filter(**told).annotate(
            at=F("recorded_at"), of_phase=phase
        ),
    }


def _of_contracts() -> dict[Release.Event, QuerySet[Any]]:
    """From the last signature on: until then there is no contract."""
    phase = F("decision__proposal__phase")
    of_contract = F("contract__decision__proposal__phase")
    signed = Contract.objects.filter(signed_by_authority_at__isnull=False)
    changes = ContractChange.objects.filter(
        state=ContractChange.State.ACCEPTED, contract__in=signed
    )
    parts = Deliverable.objects.filter(state=Deliverable.State.ACCEPTED, contract__in=signed)
    over = signed.filter(state__in=[Contract.State.DELIVERED, Contract.State.ENDED_EARLY])
    ended_at = _said("awards.Contract", "complete_contract", "end_contract")
    return {
        Event.SIGNED: signed.annotate(at=F("signed_by_authority_at"), of_phase=phase),
        Event.CHANGED: changes.annotate(at=F("answered_at"), of_phase=of_contract),
        Event.ACCEPTED: parts.annotate(at=F("judged_at"), of_phase=of_contract),
        Event.ENDED: over.annotate(at=ended_at, of_phase=phase),
    }


def _said(label: str, *actions: str) -> Subquery:
    """When the history says that this was done to the row; None when it does not."""
    lines = AuditEvent.objects.filter(
        object_type=label, object_id=OuterRef("pk"), action__in=actions
    )
    return Subquery(lines.order_by("-pk").values("at")[:1])
