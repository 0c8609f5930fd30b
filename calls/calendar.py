"""The dates of a call as a calendar that people can load or subscribe to (RFC 5545)."""

from datetime import UTC, datetime
from urllib.parse import urlsplit

from django.conf import settings
from django.urls import reverse
from icalendar import Calendar, Event

from calls.models import Call, CallVersion
from calls.moments import Moment, moments_of


def calendar_of(call: Call, version: CallVersion | None) -> bytes:
    """All moments of the call; `version` is that of the terms that hold now.

    An entry keeps its UID for good and its SEQUENCE only grows, so that a calendar that knows a
    deadline moves it instead of adding a second one.
    """
    calendar = Calendar()
    calendar.add("prodid", "-//Trechter//NL")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", f"{call.reference} {call}")
    for moment in moments_of(call):
        calendar.add_component(_event(call, moment, version))
    return calendar.to_ical()


def _event(call: Call, moment: Moment, version: CallVersion | None) -> Event:
    site = urlsplit(settings.SITE_URL)
    event = Event()
    event.add("uid", f"{call.reference}-{moment.code}@{site.hostname}")
    event.add("sequence", (version.number if version else 0) + moment.revision)
    event.add("dtstamp", _utc(version.published_at if version else moment.at))
    event.add("dtstart", _utc(moment.at))
    event.add("dtend", _utc(moment.until or moment.at))
    event.add("summary", f"{call.reference}: {moment.label}")
    event.add("description", "\n".join(filter(None, [str(call), moment.note])))
    path = moment.url or reverse("calls:detail", args=[call.reference])
    event.add("url", settings.SITE_URL + path if path.startswith("/") else path)
    event.add("status", "CANCELLED" if call.state == Call.State.CANCELLED else "CONFIRMED")
    event.add("transp", "TRANSPARENT")
    return event


def _utc(moment: datetime) -> datetime:
    return moment.astimezone(UTC).replace(microsecond=0)
