"""What the keeping of the keys lets wait on people."""

from datetime import datetime, timedelta

from django.urls import reverse

from calls.custody.permissions import can_use_part
from calls.custody.selectors import ASKED_BEFORE, kept_phases
from calls.models import Call, Phase
from calls.waiting import renew_key, try_key
from portal.accounts.models import User
from portal.work.models import Task
from portal.work.tasks_of import close_tasks, open_task


def ask_to_try(phase: Phase, now: datetime) -> int:
    """Ask each holder once, 14 and once 3 days before the deadline; return how many were asked.

    A part that is new since then, or a deadline that moved, is asked about again.
    """
    left = phase.closes_at - now if phase.closes_at else timedelta.max
    before = [moment for moment in ASKED_BEFORE if timedelta(0) < left <= moment]
    asked = 0
    for share in phase.key_shares.select_related("holder__user"):
        user = share.holder.user
        for moment in before[-1:]:  # the nearest
            about = f"{share.pk}:{phase.closes_at:%Y%m%d%H%M}:{moment.days}"
            key = f"{try_key(phase)}{user.pk}:{about}"
            if not Task.objects.filter(unique_key=key).exists():
                url = reverse("calls:try-share", args=[phase.call.reference])
                open_task(Task.Kind.TRY_SHARE, user, subject=str(phase), url=url, key=key,
                          due_at=phase.closes_at)  # fmt: skip
                asked += 1
    return asked


def tried(call: Call, user: User) -> None:
    """This holder has shown that the parts of all phases open."""
    for phase in kept_phases(call):
        close_tasks(f"{try_key(phase)}{user.pk}:", prefix=True)


def ask_to_renew(call: Call) -> None:
    """A deputy waits, or somebody leaves: two holders bring their parts together."""
    for holder in call.key_holders.filter(is_leaving=False).select_related("user"):
        if can_use_part(holder.user, call):
            open_task(
                Task.Kind.RENEW_SHARES,
                holder.user,
                subject=f"{call.reference} {call.title}",
                url=reverse("calls:renew-shares", args=[call.reference]),
                key=f"{renew_key(call)}{holder.user_id}",
            )


def renewed(call: Call) -> None:
    """Done: it waits on nobody. What was asked about the parts of before has no answer any more."""
    close_tasks(renew_key(call), prefix=True)
    for phase in kept_phases(call):
        close_tasks(try_key(phase), prefix=True)
