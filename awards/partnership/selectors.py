"""Reads of a partnership: its stages, what was announced, what it agreed, what was bought."""

from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby

from django.db.models import Sum

from applications.models import Dossier
from awards.models import Contract, Deliverable, Purchase
from awards.partnership.models import Partnership, StageDecision
from calls.models import Call

State, PartState = StageDecision.State, Deliverable.State
JUDGED = {PartState.ACCEPTED, PartState.RETURNED, PartState.REJECTED}


@dataclass(frozen=True)
class Stage:
    """One stage of research and development: its parts, and what was decided after it."""

    number: int
    parts: list[Deliverable]
    decision: StageDecision | None

    @property
    def target(self) -> str:
        """The intermediate target of the stage."""
        return next((part.target for part in self.parts if part.target), "")

    @property
    def is_judged(self) -> bool:
        """Whether everything of the stage was delivered and judged."""
        return all(part.state in JUDGED for part in self.parts)


def stages_of(contract: Contract) -> list[Stage]:
    """The stages of a contract in their order; one for a contract that has no stages."""
    decisions = {
        row.stage: row
        for row in contract.stage_decisions.exclude(state=State.TURNED_DOWN).select_related(
            "proposed_by", "decided_by"
        )
    }
    parts = contract.deliverables.order_by("stage", "order")
    return [
        Stage(number, list(own), decisions.get(number))
        for number, own in groupby(parts, key=lambda part: part.stage)
    ]


def stage_to_decide(contract: Contract) -> Stage | None:
    """The stage after which the authority can decide now: judged, not the last, not decided."""
    for stage in stages_of(contract)[:-1]:
        if stage.decision is None:
            return stage if stage.is_judged else None
        if stage.decision.state != State.APPROVED:
            return None
    return None


def has_gone_on(contract: Contract, stage: int) -> bool:
    """Whether the authority decided to go on after this stage."""
    return contract.stage_decisions.filter(
        stage=stage, verdict=StageDecision.Verdict.GO_ON, state=State.APPROVED
    ).exists()


def end_conditions(call: Call) -> dict[str, str]:
    """The grounds on which a partnership may end, as the call announced them, by their code."""
    announced = call.versions.order_by("number").values_list("terms", flat=True).first() or {}
    return {row["code"]: row["text"] for row in announced.get("end_conditions", [])}


def partnership_of(dossier: Dossier) -> Partnership | None:
    """What was agreed with this partner, once its last stage was delivered and accepted."""
    return Partnership.objects.filter(
        contract__decision__proposal__dossier=dossier, contract__state=Contract.State.DELIVERED
    ).first()


def bought_excl_vat(dossier: Dossier) -> Decimal:
    """What was bought of this partner so far, in euro excluding VAT."""
    rows = Purchase.objects.filter(dossier=dossier)
    return rows.aggregate(total=Sum("amount_excl_vat"))["total"] or Decimal(0)
