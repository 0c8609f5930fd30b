"""Reminders: for each open task with a due time, one mail per offset, once."""

from datetime import datetime, timedelta
from typing import cast

from django.db.models import Q

from portal.clock import portal_now
from portal.mail.outbox import queue_mail
from portal.work.models import Task

# How long before the due time a person is reminded (model.md, "Effects"); the nearest passed
# offset counts, so a late beat sends one mail and not three.
OFFSETS = (timedelta(hours=2), timedelta(days=1), timedelta(days=3), timedelta(days=14))
REMINDED = (
    Task.Kind.FINISH_OFFER,
    Task.Kind.CONFIRM_OFFER,
    Task.Kind.SCORE,
    Task.Kind.DECLARE,
    Task.Kind.DELIVER,
    Task.Kind.ANSWER_QUESTIONS,
)


def remind() -> int:
    """Queue the reminders that are due now; run again, it adds none. Returns how many are new."""
    now = portal_now()
    due = Task.objects.filter(
        Q(due_at__gt=now, due_at__lte=now + OFFSETS[-1]), closed_at=None, kind__in=REMINDED
    ).select_related("holder")
    queued = 0
    for task in due:
        due_at = cast(datetime, task.due_at)  # the query asks for it
        offset = next(offset for offset in OFFSETS if due_at - now <= offset)
        # A task that was opened within the offset has just been told: no reminder on top of it.
        if task.opened_at > due_at - offset:
            continue
        mail = queue_mail(
            "reminder",
            to=task.holder,
            key=f"{task.unique_key}:{due_at.isoformat()}:{offset.total_seconds():.0f}",
            context={"task": task, "now": now},
        )
        queued += mail.attempts == 0 and mail.queued_at >= now
    return queued
