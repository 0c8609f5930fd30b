"""Whom to tell what about a session; nobody needs an account."""

from collections.abc import Iterable

from django.conf import settings
from django.urls import reverse

from funnel.outreach.links import link_of
from funnel.outreach.models import Registration, Session
from portal.clock import portal_now
from portal.mail.models import OutgoingMail
from portal.mail.outbox import queue_text, text_of

TOLD = (Registration.State.PLACED, Registration.State.WAITING)
KINDS = (
    "outreach_confirm", "outreach_reminder", "market_place", "market_too_late", "market_moved",
    "market_meeting_cancelled",
)  # fmt: skip


def queue_confirm(registration: Registration) -> None:
    """Ask whether it was really they: one mail a day at most, whoever types the address."""
    _queue("outreach_confirm", registration, key=f"{portal_now():%Y-%m-%d}")


def queue_place(registration: Registration) -> None:
    """They have a place, or wait for one."""
    _queue("market_place", registration, key=portal_now().isoformat())


def queue_too_late(registration: Registration) -> None:
    """They confirmed after the registration closed."""
    _queue("market_too_late", registration, key="late")


def queue_moved(session: Session) -> None:
    """Another time or place: everybody who comes or waits hears it, once per move."""
    for registration in _told(session):
        _queue("market_moved", registration, key=str(session.sequence))


def queue_cancelled(session: Session) -> None:
    """The session does not take place."""
    for registration in _told(session):
        _queue("market_meeting_cancelled", registration, key="once")


def queue_reminders(session: Session) -> int:
    """A day before: once for each who has a place, however often this is called."""
    placed = session.registrations.filter(state=Registration.State.PLACED)
    for registration in placed:
        _queue("outreach_reminder", registration, key=str(session.sequence))
    return len(placed)


def forget(registrations: Iterable[Registration]) -> None:
    """Remove the mails to these people: they hold the name and the address."""
    rows = list(registrations)
    known = {str(row.uuid) for row in rows}
    mails = OutgoingMail.objects.filter(kind__in=KINDS, to_email__in={row.email for row in rows})
    theirs = [pk for pk, key in mails.values_list("pk", "dedupe_key") if key.split(":")[1] in known]
    OutgoingMail.objects.filter(pk__in=theirs).delete()


def _told(session: Session) -> list[Registration]:
    return list(session.registrations.filter(state__in=TOLD))


def _queue(kind: str, registration: Registration, *, key: str) -> None:
    """Queue templates/mail/<kind>.txt, whose first line is the subject, to the address."""
    session = registration.session
    context = {
        "name": registration.name,
        "meeting": session,  # so the mails about meetings call it, most of which serve here too
        "has_place": registration.state == Registration.State.PLACED,
        "link": link_of(registration),
        "ics": settings.SITE_URL + reverse("outreach:ics", args=[session.uuid]),
        "url": settings.SITE_URL + reverse("outreach:session", args=[session.uuid]),
    }
    subject, body = text_of(kind, language=registration.language, context=context)
    queue_text(
        kind,
        to=None,
        to_email=registration.email,
        key=f"{registration.uuid}:{key}",
        subject=subject,
        body=body,
    )
