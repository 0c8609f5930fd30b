"""What followed the letters of a phase, for its archive package."""

from collections.abc import Iterator
from datetime import date, datetime

from awards.record.items import Item, as_json, stored
from awards.remedies.models import Complaint, DebriefRequest
from awards.remedies.selectors import complaints_of, debriefs_of
from awards.revisions.models import Reinstatement
from calls.models import Phase


def after_letters(phase: Phase) -> Iterator[Item]:
    """Second letters, requests to explain the decision and complaints, each with its answer."""
    decision_set = getattr(phase, "decision_set", None)
    if decision_set is None:
        return
    second = Reinstatement.objects.filter(
        decision__decision_set=decision_set, state=Reinstatement.State.APPROVED
    ).select_related("file")
    for award in second.order_by("number"):
        yield stored(f"{phase.code}/brieven/{award.number}.pdf", award.file, is_pdf_a=True)
    for number, debrief in enumerate(debriefs_of(decision_set), start=1):
        path = f"{phase.code}/toelichtingen/{number}-{debrief}.json"
        yield Item(path, [as_json(_of_debrief(debrief))])
    for number, complaint in enumerate(complaints_of(decision_set), start=1):
        path = f"{phase.code}/klachten/{number}-{complaint.audit_ref}.json"
        yield Item(path, [as_json(_of_complaint(complaint))])


def _of_debrief(debrief: DebriefRequest) -> dict[str, str | None]:
    return {
        "applicant": debrief.decision.proposal.dossier.lead.name,
        "question": debrief.question,
        "asked_by": str(debrief.asked_by),
        "asked_at": _text(debrief.asked_at),
        "due_at": _text(debrief.due_at),
        "answer": debrief.answer,
        "talked_on": _text(debrief.talked_on),
        "present": debrief.present,
        "told": debrief.told,
        "answered_by": str(debrief.answered_by) if debrief.answered_by else None,
        "answered_at": _text(debrief.answered_at),
    }


def _of_complaint(complaint: Complaint) -> dict[str, str | None]:
    return {
        "applicant": complaint.decision.proposal.dossier.lead.name,
        "subject": complaint.subject,
        "text": complaint.text,
        "received_on": _text(complaint.received_on),
        "registered_by": str(complaint.registered_by),
        "registered_at": _text(complaint.registered_at),
        "due_at": _text(complaint.due_at),
        "outcome": complaint.outcome or None,
        "reasons": complaint.reasons,
        "answered_by": str(complaint.answered_by) if complaint.answered_by else None,
        "answered_at": _text(complaint.answered_at),
    }


def _text(at: date | datetime | None) -> str | None:
    return at.isoformat() if at else None
