"""A person's open tasks with a date as a calendar to subscribe to (RFC 5545).

It holds what the task list holds, and no content of an offer (model.md, "Effects").
"""

import hashlib
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _
from icalendar import Calendar, Event

from portal.accounts.models import User
from portal.work.models import Task


def task_calendar(user: User, now: datetime) -> bytes:
    """Everything that waits on this person and has a date, in the person's language."""
    with translation.override(user.language):
        calendar = Calendar()
        calendar.add("prodid", "-//Trechter//NL")
        calendar.add("version", "2.0")
        calendar.add("method", "PUBLISH")
        calendar.add("x-wr-calname", _("Trechter: what waits on me"))
        calendar.add("refresh-interval", timedelta(hours=1))
        tasks = Task.objects.open_for(user).exclude(due_at=None)
        for event in _events(tasks, now):
            calendar.add_component(event)
        return calendar.to_ical()


def _events(tasks: Iterable[Task], now: datetime) -> Iterable[Event]:
    host = urlsplit(settings.SITE_URL).hostname
    for task in tasks:
        event = Event()
        # One entry for good: a deadline that moves is the same entry at another time.
        uid = hashlib.sha256(task.unique_key.encode()).hexdigest()[:32]
        event.add("uid", f"{uid}@{host}")
        event.add("dtstamp", _utc(now))
        event.add("dtstart", _utc(task.due_at or now))
        event.add("dtend", _utc(task.due_at or now))
        event.add("summary", f"{task.get_kind_display()}: {task.subject}")
        event.add("url", settings.SITE_URL + task.url)
        event.add("transp", "TRANSPARENT")
        yield event


def _utc(moment: datetime) -> datetime:
    return moment.astimezone(UTC).replace(microsecond=0)
