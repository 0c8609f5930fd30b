"""One call as its page shows it, to the public and in the preview of its author."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db.models import Prefetch, prefetch_related_objects
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from calls.models import Call, CallDocument, CallVersion, Criterion, Phase, Pot
from calls.selectors import TOLD, Standing, budget_of, call_standing, phase_standing


@dataclass(frozen=True)
class PhaseRow:
    """A phase with its money, criteria and standing; `start_url` while one may begin an offer."""

    phase: Phase
    standing: Standing
    budget: Decimal
    criteria: list[Criterion]
    total_weight: int
    start_url: str


@dataclass(frozen=True)
class Moment:
    """A point on the call's timeline."""

    label: str
    at: datetime
    note: str = ""


@dataclass(frozen=True)
class CallPage:
    """Everything that calls/detail.html shows."""

    standing: Standing
    phases: list[PhaseRow]
    moments: list[Moment]
    documents: list[CallDocument]
    version: CallVersion | None
    result_url: str

    @property
    def open_phase(self) -> PhaseRow | None:
        """The phase in which anybody may send an offer now."""
        return next((row for row in self.phases if row.start_url), None)

    @property
    def expected_phase(self) -> PhaseRow | None:
        """The phase that opens for everybody later."""
        rows = (row for row in self.phases if row.phase.entry == Phase.Entry.OPEN)
        return next((row for row in rows if row.standing.state == "planned"), None)


def list_row(call: Call, now: datetime) -> dict[str, Any]:
    """One line of the public list; the call's phases and pots are prefetched."""
    windows = [phase for phase in call.phases.all() if phase.takes_offers]
    return {
        "call": call,
        "standing": call_standing(call, now),
        "budget": sum((budget_of(phase) for phase in windows), Decimal(0)),
    }


def page_of(call: Call, now: datetime) -> CallPage:
    """Gather the page of a call in a fixed number of queries."""
    pots = Prefetch("phases__pots", Pot.objects.select_related("theme"))
    prefetch_related_objects([call], "phases__criteria", pots)
    phases = list(call.phases.all())
    is_told = any(phase.state in TOLD for phase in phases)
    return CallPage(
        standing=call_standing(call, now),
        phases=[_row(call, phase, now) for phase in phases if phase.takes_offers],
        moments=[moment for phase in phases for moment in _moments(phase)],
        documents=list(call.documents.current().select_related("file")),
        version=call.versions.order_by("-number").first(),
        result_url=reverse("awards:result", args=[call.reference]) if is_told else "",
    )


def _row(call: Call, phase: Phase, now: datetime) -> PhaseRow:
    standing = phase_standing(phase, now)
    may_begin = (
        call.state == Call.State.PUBLISHED
        and standing.state == "open"
        and phase.entry == Phase.Entry.OPEN
    )
    criteria = list(phase.criteria.all())
    return PhaseRow(
        phase=phase,
        standing=standing,
        budget=budget_of(phase),
        criteria=criteria,
        total_weight=sum(criterion.weight for criterion in criteria),
        start_url=reverse("applications:start", args=[call.reference, phase.kind])
        if may_begin
        else "",
    )


def _moments(phase: Phase) -> list[Moment]:
    name = capfirst(phase.get_kind_display())
    points = []
    if phase.opens_at:
        points.append(Moment(_("%(phase)s opens") % {"phase": name}, phase.opens_at))
    if phase.closes_at:
        points.append(
            Moment(_("%(phase)s: deadline for offers") % {"phase": name}, phase.closes_at)
        )
    return points
