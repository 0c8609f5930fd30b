"""A person's open tasks with a date as a calendar to subscribe to (RFC 5545).

It holds what the task list holds, and no content of an offer (model.md, "Effects").
"""

import hashlib
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _
from icalendar import Event

from portal.accounts.models import User
from portal.ical import in_utc, new_calendar, uid_of
from portal.work.models import Task


def task_calendar(user: User, now: datetime) -> bytes:
    """Everything that waits on this person and has a date, in the person's language."""
    with translation.override(user.language):
        calendar = new_calendar(_("Trechter: what waits on me"))
        calendar.add("refresh-interval", timedelta(hours=1))
        tasks = Task.objects.open_for(user).exclude(due_at=None)
        for event in _events(tasks, now):
            calendar.add_component(event)
        return calendar.to_ical()


def _events(tasks: Iterable[Task], now: datetime) -> Iterable[Event]:
    for task in tasks:
        event = Event()
        # One entry for good: a deadline that moves is the same entry at another time.
        uid = hashlib.sha256(task.unique_key.encode()).hexdigest()[:32]
        event.add("uid", uid_of(uid))
        event.add("dtstamp", in_utc(now))
        event.add("dtstart", in_utc(task.due_at or now))
        event.add("dtend", in_utc(task.due_at or now))
        event.add("summary", f"{task.get_kind_display()}: {task.subject}")
        event.add("url", settings.SITE_URL + task.url)
        event.add("transp", "TRANSPARENT")
        yield event
