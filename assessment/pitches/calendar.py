"""Pitches as a calendar that people can load (RFC 5545); an entry that moves keeps its UID."""

from collections.abc import Callable, Iterable

from django.conf import settings
from django.utils.translation import gettext as _
from icalendar import Event

from applications.models import Dossier
from assessment.pitches.models import PitchSlot
from portal.ical import in_utc, new_calendar, uid_of


def calendar_of(
    slots: Iterable[PitchSlot], *, name_of: Callable[[Dossier], str], url: str
) -> bytes:
    """The calendar; `name_of` says whose offer it is as far as its reader may know."""
    calendar = new_calendar()
    for slot in slots:
        calendar.add_component(_event(slot, name_of(slot.dossier), url))
    return calendar.to_ical()


def _event(slot: PitchSlot, name: str, url: str) -> Event:
    event = Event()
    event.add("uid", uid_of(f"{slot.dossier.reference}-{slot.phase.code}-pitch"))
    event.add("sequence", int(slot.planned_at.timestamp()))  # later for every move
    event.add("dtstamp", in_utc(slot.planned_at))
    event.add("dtstart", in_utc(slot.starts_at))
    event.add("dtend", in_utc(slot.ends_at))
    event.add("summary", _("Pitch: %(name)s") % {"name": f"{slot.dossier.reference}, {name}"})
    event.add("location", slot.place)
    event.add("description", str(slot.phase))
    event.add("url", settings.SITE_URL + url)
    event.add("status", "CONFIRMED")
    return event
