"""Calendars that people load or subscribe to (RFC 5545): what all of ours have in common."""

from datetime import UTC, datetime
from urllib.parse import urlsplit

from django.conf import settings
from icalendar import Calendar


def new_calendar(name: str = "", *, method: str = "PUBLISH") -> Calendar:
    """An empty calendar of the portal."""
    calendar = Calendar()
    calendar.add("prodid", "-//Trechter//NL")
    calendar.add("version", "2.0")
    calendar.add("method", method)
    if name:
        calendar.add("x-wr-calname", name)
    return calendar


def uid_of(name: str) -> str:
    """An entry's UID, which it keeps for good: a calendar that knows it moves the entry."""
    return f"{name}@{urlsplit(settings.SITE_URL).hostname}"


def in_utc(moment: datetime) -> datetime:
    """A moment as calendars write it: in UTC, to the second."""
    return moment.astimezone(UTC).replace(microsecond=0)
