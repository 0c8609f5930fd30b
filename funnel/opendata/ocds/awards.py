"""What was awarded and contracted: only who won is named, the others are counted (REQ-31)."""

from decimal import Decimal

from awards.contracting.models import ContractChange
from awards.models import Contract, Decision, Deliverable
from funnel.figures import PhaseFigures
from funnel.opendata.ocds.tenders import ONE_LOT
from funnel.opendata.ocds.values import Json, amount, moment, period, reference

MEASURES = {"bids": "offers", "validBids": "admissible", "smeBids": "sme_offers"}


def award_id(decision: Decision) -> str:
    """The id of an award: the offer it was made to."""
    return decision.proposal.dossier.reference


def award(decision: Decision, value: Decimal | None, at: str) -> Json:
    """An award with what its winner agreed to publish: name, title and public summary (REQ-04)."""
    dossier, opened = decision.proposal.dossier, decision.proposal.opened
    found: Json = {
        "id": award_id(decision),
        "title": opened.title,
        "description": opened.public_summary or None,
        "status": "active",
        "date": at,
        "suppliers": [reference(dossier.lead)],
        "relatedLots": [dossier.theme.code if dossier.theme else ONE_LOT],
    }
    if value is not None:
        found["value"] = amount(value)
    return found


def statistics(figures: PhaseFigures) -> Json:
    """How many offers there were, without anybody's name; the same figures as the portfolio's."""
    known = {measure: getattr(figures, name) for measure, name in MEASURES.items()}
    return {
        "statistics": [
            {"id": measure, "measure": measure, "value": value}
            for measure, value in known.items()
            if value is not None
        ]
    }


def contract(signed: Contract) -> Json:
    """A contract on the day both had signed, with what is to be delivered."""
    first = signed.changes.filter(state=ContractChange.State.ACCEPTED).order_by("pk").first()
    value = Decimal(first.before["value_incl_vat"]) if first else signed.value_incl_vat
    found: Json = {
        "id": str(signed.uuid),
        "awardID": award_id(signed.decision),
        "status": "active",
        "value": amount(value),
        "milestones": [milestone(part) for part in signed.deliverables.all()],
    }
    if signed.signed_by_authority_at:
        found["dateSigned"] = moment(signed.signed_by_authority_at)
    if dates := period(signed.starts_on, signed.ends_on):
        found["period"] = dates
    return found


def milestone(part: Deliverable, *, is_met: bool = False) -> Json:
    """A result that is to be delivered; its own title may tell too much, so it has a number."""
    found: Json = {
        "id": str(part.uuid),
        "title": f"Resultaat {part.order}",
        "type": "delivery",
        "dueDate": period(None, part.due_on)["endDate"],
        "status": "met" if is_met else "scheduled",
    }
    if is_met and part.judged_at:
        found["dateMet"] = moment(part.judged_at)
    return found
