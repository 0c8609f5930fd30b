"""What became of an offer: told to its company, and to who judges the next one of the dossier.

Nothing is told before the letters are released, and nobody's rank ever (house.md, "Pages").
"""

from django.urls import reverse

from applications.dossiers.chapters import Delivered, Outcome, Remark, tells_outcome
from applications.models import Proposal
from awards.documents import scores_of
from awards.models import Contract, Decision, DecisionSet, Deliverable
from portal.look.wording import AMSTERDAM, number_text


@tells_outcome
def outcome(proposal: Proposal) -> Outcome | None:
    """The letter, the contract with its deliverables, and the remarks of the committee."""
    decision = (
        Decision.objects.filter(proposal=proposal, decision_set__state=DecisionSet.State.RELEASED)
        .select_related("contract", "letter", "proposal__phase__call", "proposal__dossier__lead")
        .first()
    )
    if decision is None:
        return None
    contract = getattr(decision, "contract", None)
    place = [proposal.dossier.reference, proposal.phase.code]
    return Outcome(
        letter_url=reverse("awards:letter", args=place) if hasattr(decision, "letter") else "",
        contract_url=reverse("awards:contract", args=[contract.uuid]) if contract else "",
        value_incl_vat=contract.value_incl_vat if contract else None,
        delivered=_delivered(contract) if contract else [],
        remarks=[
            Remark(str(each.criterion), number_text(each.shown), each.motivation)
            for each in scores_of(decision)
        ],
    )


def _delivered(contract: Contract) -> list[Delivered]:
    parts = contract.deliverables.select_related("file").order_by("order")
    return [
        Delivered(
            uuid=str(part.uuid),
            title=part.title,
            due_on=part.due_on,
            delivered_at=part.delivered_at,
            judged_at=part.judged_at,
            state=part.state,
            state_label=part.get_state_display(),
            is_accepted=part.state == Deliverable.State.ACCEPTED,
            days_late=_days_late(part),
            remarks=part.remarks,
            file=part.file,
            file_name=part.file_name,
            url=reverse("awards:deliverable-file", args=[part.uuid]) if part.file else "",
        )
        for part in parts
    ]


def _days_late(part: Deliverable) -> int:
    if part.delivered_at is None:
        return 0
    return max(0, (part.delivered_at.astimezone(AMSTERDAM).date() - part.due_on).days)
