"""Tasks of people on a call."""

from datetime import datetime

from django.db.models import Min, Q
from django.urls import reverse

from calls.involved import involves, waits
from calls.models import Call, KeyHolder, Phase
from portal.accounts.models import Membership, User
from portal.models import CURRENT
from portal.work.models import Task
from portal.work.tasks_of import close_tasks, move_due, open_task


def officers_of(call: Call) -> list[User]:
    """The officers of the authority now, and those asked in for this call."""
    officers = Membership.objects.filter(
        CURRENT, organisation=call.contracting_authority, role=Membership.Role.OFFICER
    )
    asked = call.roles.filter(CURRENT, role__in=["author", "officer"])
    found = Q(pk__in=officers.values("user")) | Q(pk__in=asked.values("user"))
    return list(User.objects.filter(found, is_active=True).order_by("id"))


def ask_to_approve(call: Call) -> None:
    """Every officer who did not write on it may approve."""
    authors = set(call.roles.filter(role="author").values_list("user", flat=True))
    for officer in officers_of(call):
        if officer.pk not in authors:
            open_task(
                Task.Kind.APPROVE_CALL,
                officer,
                subject=f"{call.reference} {call.title}",
                url=reverse("calls:review", args=[call.reference]),
                key=f"approve:{call.pk}:{officer.pk}",
            )


def approval_done(call: Call) -> None:
    """Nobody needs to approve any more."""
    close_tasks(f"approve:{call.pk}:", prefix=True)


def ask_to_confirm(holder: KeyHolder) -> None:
    """A chosen holder confirms before the call opens."""
    open_task(
        Task.Kind.HOLD_SHARE,
        holder.user,
        subject=f"{holder.call.reference} {holder.call.title}",
        url=reverse("calls:keys", args=[holder.call.reference]),
        key=f"hold:{holder.call_id}:{holder.user_id}",
        due_at=_opens_at(holder.call),
    )


def opening_moved(call: Call) -> None:
    """The call opens at another time: until then its holders confirm."""
    opens_at = _opens_at(call)
    if opens_at is not None:
        move_due(f"hold:{call.pk}:", opens_at)


def _opens_at(call: Call) -> datetime | None:
    return call.phases.aggregate(first=Min("opens_at"))["first"]


def holder_done(call: Call, user: User) -> None:
    """This holder has confirmed."""
    close_tasks(f"hold:{call.pk}:{user.pk}")


def holders_changed(call: Call) -> None:
    """Others were chosen."""
    close_tasks(f"hold:{call.pk}:", prefix=True)


def try_key(phase: Phase) -> str:
    """What the keys of the tasks to try one's part of a phase's key begin with."""
    return f"try:{phase.pk}:"


def renew_key(call: Call) -> str:
    """What the keys of the tasks to bring two parts together begin with."""
    return f"renew:{call.pk}:"


def drafts_key(phase: Phase) -> str:
    """What the keys of the tasks of a phase's drafts begin with."""
    return f"offer:{phase.pk}:"


def offers_keys(phase: Phase) -> tuple[str, ...]:
    """What the keys of all tasks begin with that are due when this phase closes."""
    return drafts_key(phase), f"confirm:{phase.pk}:", f"read:{phase.pk}:", try_key(phase)


def deadline_moved(phase: Phase) -> None:
    """Everything that is due at the deadline gets the new one; reminders follow it."""
    if phase.closes_at is not None:
        for key in offers_keys(phase):
            move_due(key, phase.closes_at)


@involves
def _staff_and_holders(call: Call) -> list[User]:
    """Officers, everybody with a role on the call, and who holds a key."""
    named = User.objects.filter(Q(call_roles__call=call) | Q(held_keys__call=call)).distinct()
    return [*officers_of(call), *named]


@waits
def _keys_of_staff(call: Call) -> list[str]:
    phases = [key for phase in call.phases.all() for key in offers_keys(phase)]
    return [
        f"approve:{call.pk}:",
        f"hold:{call.pk}:",
        f"amendment:{call.pk}:",
        renew_key(call),
        *phases,
    ]
