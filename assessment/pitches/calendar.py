"""Pitches as a calendar that people can load (RFC 5545); an entry that moves keeps its UID."""

from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext as _
from icalendar import Calendar, Event

from applications.models import Dossier
from assessment.pitches.models import PitchSlot


def calendar_of(
    slots: Iterable[PitchSlot], *, name_of: Callable[[Dossier], str], url: str
) -> bytes:
    """The calendar; `name_of` says whose offer it is as far as its reader may know."""
    calendar = Calendar()
    calendar.add("prodid", "-//Trechter//NL")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    for slot in slots:
        calendar.add_component(_event(slot, name_of(slot.dossier), url))
    return calendar.to_ical()


def _event(slot: PitchSlot, name: str, url: str) -> Event:
    event = Event()
    host = urlsplit(settings.SITE_URL).hostname
    event.add("uid", f"{slot.dossier.reference}-{slot.phase.code}-pitch@{host}")
    event.add("sequence", int(slot.planned_at.timestamp()))  # later for every move
    event.add("dtstamp", _utc(slot.planned_at))
    event.add("dtstart", _utc(slot.starts_at))
    event.add("dtend", _utc(slot.ends_at))
    event.add("summary", _("Pitch: %(name)s") % {"name": f"{slot.dossier.reference}, {name}"})
    event.add("location", slot.place)
    event.add("description", str(slot.phase))
    event.add("url", settings.SITE_URL + url)
    event.add("status", "CONFIRMED")
    return event


def _utc(moment: datetime) -> datetime:
    return moment.astimezone(UTC).replace(microsecond=0)
