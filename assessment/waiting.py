"""What waits on whom while a committee works: the tasks that its transitions open and close."""

from datetime import datetime

from django.urls import reverse
from django.utils import translation

from assessment.models import Committee, Seat
from calls.planning import advice_by
from portal.accounts.models import User
from portal.work.models import Task
from portal.work.tasks_of import close_tasks, open_task


def page(name: str, committee: Committee) -> str:
    """The path of one of the committee's pages."""
    phase = committee.phase
    return reverse(f"assessment:{name}", args=[phase.call.reference, phase.code])


def ask_to_declare(seat: Seat) -> None:
    """The first thing that waits on everybody with a seat."""
    _open(Task.Kind.DECLARE, seat.user, seat.committee, "declare", seat.committee.scores_due_at)


def ask_to_score(seat: Seat) -> None:
    """The member's sheets are there, or one came back."""
    _open(Task.Kind.SCORE, seat.user, seat.committee, "offers", seat.committee.scores_due_at)


def ask_to_begin(committee: Committee) -> None:
    """Everybody is ready: that the meeting begins waits on the chair."""
    for seat in _chairs(committee):
        _open(Task.Kind.CONSENSUS, seat.user, committee, "progress", advice_by(committee.phase))


def ask_to_lead(committee: Committee) -> None:
    """The consensus meeting waits on the chair."""
    for seat in _chairs(committee):
        _open(Task.Kind.CONSENSUS, seat.user, committee, "consensus", advice_by(committee.phase))


def ask_to_advise(committee: Committee) -> None:
    """The ranking is there; the advice waits on the chair."""
    for seat in _chairs(committee):
        _open(Task.Kind.ADVISE, seat.user, committee, "advice", advice_by(committee.phase))


def done(kind: Task.Kind, committee: Committee, user: User | None = None) -> None:
    """Close this person's task of a kind, or everybody's."""
    key = f"{kind.value}:{committee.pk}:"
    if user is None:
        close_tasks(key, prefix=True)
    else:
        close_tasks(f"{key}{user.pk}")


def _chairs(committee: Committee) -> list[Seat]:
    return list(committee.seats.filter(role=Seat.Role.CHAIR, left_at=None).select_related("user"))


def _open(
    kind: Task.Kind, holder: User, committee: Committee, name: str, due_at: datetime | None
) -> None:
    with translation.override(holder.language):
        open_task(
            kind,
            holder,
            subject=str(committee.phase),
            url=page(name, committee),
            key=f"{kind.value}:{committee.pk}:{holder.pk}",
            due_at=due_at,
        )
