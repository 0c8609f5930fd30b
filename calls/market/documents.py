"""What the portal lays out: the report of a consultation as PDF, a meeting for a calendar."""

from datetime import datetime

from django.conf import settings
from django.urls import reverse
from icalendar import Event

from calls.market.models import Citation, ConsultationReport, Meeting
from calls.market.selectors import counts_by_kind
from calls.models import Call
from portal import pdf
from portal.ical import new_calendar
from portal.look.wording import AMSTERDAM
from portal.theming.letter_head import letter_head


def report_pdf(report: ConsultationReport, now: datetime) -> bytes:
    """The report as a tagged PDF, in Dutch; it names organisations only with their consent."""
    consultation = report.consultation
    context = {
        "report": report,
        "consultation": consultation,
        "counts": counts_by_kind(consultation),
        "citations": citations_of(report),
        "meetings": consultation.meetings.public(),
        "published_at": now,
        "sender": letter_head(consultation.authority, lines=[]),
        "page": settings.SITE_URL + reverse("market:detail", args=[consultation.reference]),
    }
    return pdf.render("market/report.pdf.html", context, "nl")


def citations_of(report: ConsultationReport) -> list[dict[str, object]]:
    """The contributions that a report cites, each under its number: a kind, and a name if allowed.

    Only what may be public leaves this function: no person, no address, no identifier.
    """
    rows: list[Citation] = list(report.citations.select_related("contribution__participant"))
    return [
        {
            "number": row.order,
            "kind": row.contribution.participant.get_kind_display(),
            "organisation": row.contribution.participant.organisation
            if row.contribution.may_be_named
            else "",
            "quote": row.quote,
        }
        for row in rows
    ]


def calendar_of(meeting: Meeting) -> bytes:
    """A meeting as iCalendar (RFC 5545), in Amsterdam time with its rules.

    The UID never changes and SEQUENCE rises with each move, so a calendar that took the meeting
    over moves it, or strikes it out. The link to take part online is for who has a place: it is
    not in here.
    """
    event = Event()
    event.add("uid", f"{meeting.uuid}@trechter")
    event.add("sequence", meeting.sequence)
    event.add("dtstamp", meeting.changed_at.replace(microsecond=0))
    event.add("last-modified", meeting.changed_at.replace(microsecond=0))
    event.add("dtstart", meeting.starts_at.astimezone(AMSTERDAM))
    event.add("dtend", meeting.ends_at.astimezone(AMSTERDAM))
    event.add("summary", f"{meeting.title} ({meeting.host.reference})")
    event.add("location", meeting.place)
    event.add("url", settings.SITE_URL + reverse("market:meeting", args=[meeting.uuid]))
    event.add("description", f"{_about(meeting)}\n{event['url']}")
    is_off = meeting.state == Meeting.State.CANCELLED
    event.add("status", "CANCELLED" if is_off else "CONFIRMED")
    calendar = new_calendar(method="CANCEL" if is_off else "PUBLISH")
    calendar.add_component(event)
    calendar.add_missing_timezones()
    return calendar.to_ical()


def _about(meeting: Meeting) -> str:
    host = meeting.host
    asking = host.contracting_authority if isinstance(host, Call) else host.authority
    return f"{host.title}, {asking.name}"
