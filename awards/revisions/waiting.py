"""What waits on officers after the letters: to check a reinstatement, to see a condition met."""

from collections.abc import Iterable
from datetime import datetime

from django.urls import reverse

from awards.models import Decision
from awards.revisions.models import Reinstatement
from awards.waiting import deciders
from calls.periods import last_second_of
from portal.accounts.models import User
from portal.work.models import Task
from portal.work.tasks_of import close_tasks, open_tasks


def ask_to_judge(reinstatement: Reinstatement) -> None:
    """The other officers read it."""
    decision = reinstatement.decision
    people = [
        officer
        for officer in deciders(decision.decision_set.phase)
        if officer != reinstatement.proposed_by
    ]
    _open(Task.Kind.APPROVE_DECISION, people, decision, f"reinstate:{reinstatement.pk}:")


def judged(reinstatement: Reinstatement) -> None:
    """Approved or turned down."""
    close_tasks(f"reinstate:{reinstatement.pk}:", prefix=True)


def ask_to_see(decision: Decision) -> None:
    """An award has a condition: until its last day an officer writes down whether it is met."""
    if decision.condition and decision.condition_due_on:
        due_at = last_second_of(decision.condition_due_on)
        people = deciders(decision.decision_set.phase)
        key = f"condition:{decision.pk}:"
        _open(Task.Kind.CHECK_CONDITION, people, decision, key, due_at=due_at)


def seen(decision: Decision) -> None:
    """It is met, or the award lapsed."""
    close_tasks(f"condition:{decision.pk}:", prefix=True)


def _open(
    kind: Task.Kind,
    people: Iterable[User],
    decision: Decision,
    key: str,
    due_at: datetime | None = None,
) -> None:
    phase = decision.decision_set.phase
    open_tasks(
        kind,
        people,
        subject=lambda: f"{decision.proposal.dossier.reference}, {phase}",
        url=reverse("revisions:room", args=[phase.call.reference, phase.code]),
        key=key,
        due_at=due_at,
    )
