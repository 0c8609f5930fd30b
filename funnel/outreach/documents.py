"""A session for a calendar."""

from django.conf import settings
from django.urls import reverse
from icalendar import Event

from funnel.outreach.models import Session
from portal.ical import in_utc, new_calendar, uid_of
from portal.look.wording import AMSTERDAM


def calendar_of(session: Session) -> bytes:
    """A session as iCalendar (RFC 5545), in Amsterdam time with its rules.

    The UID never changes and SEQUENCE rises with each move. The link to take part online is for
    who has a place: it is not in here.
    """
    event = Event()
    event.add("uid", uid_of(f"session-{session.uuid}"))
    event.add("sequence", session.sequence)
    event.add("dtstamp", in_utc(session.changed_at))
    event.add("dtstart", session.starts_at.astimezone(AMSTERDAM))
    event.add("dtend", session.ends_at.astimezone(AMSTERDAM))
    event.add("summary", f"{session.title} ({session.organiser})")
    event.add("location", session.place)
    event.add("url", settings.SITE_URL + reverse("outreach:session", args=[session.uuid]))
    is_off = session.state == Session.State.CANCELLED
    event.add("status", "CANCELLED" if is_off else "CONFIRMED")
    calendar = new_calendar(method="CANCEL" if is_off else "PUBLISH")
    calendar.add_component(event)
    calendar.add_missing_timezones()
    return calendar.to_ical()
