"""One call as its page shows it, to the public and in the preview of its author."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db.models import Prefetch, prefetch_related_objects
from django.urls import reverse

from calls.amendments.selectors import versions_of
from calls.eligibility import Eligibility, eligibility_of
from calls.instruments import instrument_of
from calls.knock_outs import KnockOut, knock_outs_of
from calls.limits import in_words, limits_of
from calls.models import Call, CallDocument, CallVersion, Criterion, Phase, Pot, Theme
from calls.moments import Moment, moments_of
from calls.partner_rules import PartnerRules, partner_rules_of
from calls.procedures import Procedure, procedure_of
from calls.selectors import TOLD, Standing, budget_of, call_standing, phase_standing


@dataclass(frozen=True)
class PhaseRow:
    """A phase with its money, criteria and standing; `start_url` while one may begin an offer."""

    phase: Phase
    standing: Standing
    budget: Decimal
    knock_outs: list[KnockOut]
    criteria: list[Criterion]
    total_weight: int
    start_url: str
    limits: list[str]
    prizes: list[Decimal]  # euro including VAT, the first prize first

    @property
    def is_for_everybody(self) -> bool:
        """Whether anybody may send an offer in this phase, invited or not."""
        return self.phase.entry == Phase.Entry.OPEN


@dataclass(frozen=True)
class DocumentRow:
    """A document with its earlier versions, the newest first; `is_gone` when it was taken out."""

    document: CallDocument
    earlier: list[CallDocument]
    is_gone: bool


@dataclass(frozen=True)
class CallPage:
    """Everything that calls/detail.html shows."""

    standing: Standing
    phases: list[PhaseRow]
    moments: list[Moment]
    documents: list[DocumentRow]
    versions: list[CallVersion]  # newest first, without their terms
    challenges: list[tuple[Theme, Procedure | None]]
    result_url: str
    conditions: Eligibility
    partner_rules: PartnerRules

    @property
    def version(self) -> CallVersion | None:
        """The terms that hold now; None for a call that was never published."""
        return self.versions[0] if self.versions else None

    @property
    def budget(self) -> Decimal:
        """All phases together, in euro including VAT."""
        return sum((row.budget for row in self.phases), Decimal(0))

    @property
    def open_phase(self) -> PhaseRow | None:
        """The phase in which anybody may send an offer now."""
        return next((row for row in self.phases if row.start_url), None)

    @property
    def expected_phase(self) -> PhaseRow | None:
        """The phase that opens for everybody later."""
        rows = (row for row in self.phases if row.is_for_everybody)
        return next((row for row in rows if row.standing.state == "planned"), None)


def page_of(call: Call, now: datetime) -> CallPage:
    """Gather the page of a call in a fixed number of queries."""
    pots = Prefetch("phases__pots", Pot.objects.select_related("theme"))
    prefetch_related_objects([call], "phases__criteria", "missions", "profile", pots)
    phases = list(call.phases.all())
    is_told = any(phase.state in TOLD for phase in phases)
    return CallPage(
        standing=call_standing(call, now),
        phases=[_row(call, phase, now) for phase in phases if phase.takes_offers],
        moments=moments_of(call),
        documents=_documents(call),
        versions=versions_of(call),
        challenges=[(theme, procedure_of(theme)) for theme in challenges_of(call)],
        conditions=eligibility_of(call),
        partner_rules=partner_rules_of(call),
        result_url=reverse("awards:result", args=[call.reference]) if is_told else "",
    )


def _documents(call: Call) -> list[DocumentRow]:
    """Every version of every document: what was public once can still be read (REQ-15)."""
    by_pk = {document.pk: document for document in call.documents.select_related("file")}
    replaced = {document.replaces_id for document in by_pk.values()}
    rows = []
    for document in by_pk.values():
        if document.pk in replaced:
            continue
        earlier, before = [], document.replaces_id
        while before is not None:
            earlier.append(by_pk[before])
            before = by_pk[before].replaces_id
        rows.append(DocumentRow(document, earlier, document.dropped_at is not None))
    return sorted(rows, key=lambda row: row.is_gone)


def challenges_of(call: Call) -> list[Theme]:
    """The challenges of a round with who asks them; empty for a call that is none."""
    if not instrument_of(call.instrument).procedures:
        return []
    return list(call.themes.select_related("authority"))


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
        knock_outs=knock_outs_of(phase),
        criteria=criteria,
        limits=[in_words(limit) for limit in limits_of(phase)],
        prizes=[Decimal(prize) for prize in phase.prizes],
        total_weight=sum(criterion.weight for criterion in criteria),
        start_url=reverse("applications:start", args=[call.reference, phase.code])
        if may_begin
        else "",
    )
