"""The dates of a call as a calendar that people can load or subscribe to (RFC 5545)."""

from datetime import datetime

from django.conf import settings
from django.urls import reverse
from icalendar import Event

from calls.models import Call, CallVersion
from calls.moments import Moment, moments_of
from portal.clock import portal_now
from portal.ical import in_utc, new_calendar, uid_of


def calendar_of(call: Call, version: CallVersion | None) -> bytes:
    """All moments of the call; `version` is that of the terms that hold now.

    An entry keeps its UID for good and its SEQUENCE only grows, so that a calendar that knows a
    deadline moves it instead of adding a second one.
    """
    calendar = new_calendar(f"{call.reference} {call}")
    for moment in moments_of(call):
        calendar.add_component(_event(call, moment, version))
    return calendar.to_ical()


def _event(call: Call, moment: Moment, version: CallVersion | None) -> Event:
    event = Event()
    event.add("uid", uid_of(f"{call.reference}-{moment.code}"))
    event.add("sequence", (version.number if version else 0) + moment.revision)
    event.add("dtstamp", in_utc(version.published_at if version else portal_now()))
    if isinstance(moment.at, datetime):
        event.add("dtstart", in_utc(moment.at))
        event.add("dtend", in_utc(moment.until or moment.at))
    else:
        event.add("dtstart", moment.at)  # the whole day
    event.add("summary", f"{call.reference}: {moment.label}")
    event.add("description", "\n".join(filter(None, [str(call), moment.note])))
    path = moment.url or reverse("calls:detail", args=[call.reference])
    event.add("url", settings.SITE_URL + path if path.startswith("/") else path)
    event.add("status", "CANCELLED" if call.state == Call.State.CANCELLED else "CONFIRMED")
    event.add("transp", "TRANSPARENT")
    return event
