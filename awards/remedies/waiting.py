"""Requests and complaints wait on the officers until they are answered."""

from collections.abc import Iterable

from django.urls import reverse

from awards.models import DecisionSet
from awards.remedies.models import Complaint, DebriefRequest
from awards.remedies.permissions import who_answer
from awards.waiting import deciders
from portal.accounts.models import User
from portal.work.models import Task
from portal.work.tasks_of import close_tasks, open_tasks

Kind = Task.Kind


def ask_to_explain(debrief: DebriefRequest) -> list[User]:
    """Who took the decision explains it; all who may decide, when none of them still can."""
    decision_set = debrief.decision.decision_set
    took_part = {
        decision_set.proposed_by_id, decision_set.approved_by_id, decision_set.released_by_id,
    }  # fmt: skip
    officers = deciders(decision_set.phase)
    holders = [person for person in officers if person.pk in took_part] or officers
    _open(debrief, Kind.ANSWER_DEBRIEF, holders, f"answer_debrief:{debrief.pk}:")
    return holders


def ask_everybody_to_explain(debrief: DebriefRequest) -> list[User]:
    """It lies too long: it waits on all who may decide."""
    officers = deciders(debrief.decision.decision_set.phase)
    _open(debrief, Kind.ANSWER_DEBRIEF, officers, f"answer_debrief:{debrief.pk}:")
    return officers


def explained(debrief: DebriefRequest) -> None:
    """It was answered."""
    close_tasks(f"answer_debrief:{debrief.pk}:", prefix=True)


def ask_to_answer(complaint: Complaint) -> list[User]:
    """Officers who had no part in the decision."""
    holders = who_answer(complaint)
    _open(complaint, Kind.ANSWER_COMPLAINT, holders, f"answer_complaint:{complaint.pk}:")
    return holders


def answered(complaint: Complaint) -> None:
    """It waits on nobody any more."""
    close_tasks(f"answer_complaint:{complaint.pk}:", prefix=True)


def _open(
    about: DebriefRequest | Complaint, kind: Task.Kind, holders: Iterable[User], key: str
) -> None:
    page = "debrief" if isinstance(about, DebriefRequest) else "complaint"
    proposal = about.decision.proposal
    open_tasks(
        kind,
        holders,
        subject=lambda: f"{proposal.dossier.reference}, {proposal.phase}",
        url=reverse(f"remedies:{page}", args=[*place(about.decision.decision_set), about.uuid]),
        key=key,
        due_at=about.due_at,
    )


def place(decision_set: DecisionSet) -> list[str]:
    """The part of an address that names a phase."""
    return [decision_set.phase.call.reference, decision_set.phase.code]
