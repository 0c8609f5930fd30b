"""Whom to tell what about consultations and meetings, also people without an account."""

from typing import Any

from django.conf import settings
from django.urls import reverse

from calls.market.links import link_of
from calls.market.models import Consultation, Invitee, Meeting, Participant, Registration
from calls.models import Call
from portal.clock import portal_now
from portal.mail.outbox import queue_text, text_of

TOLD = (Registration.State.PLACED, Registration.State.WAITING)


def queue_confirm(participant: Participant) -> None:
    """Ask whether it was really they: one mail a day at most, whoever types the address."""
    key = f"{participant.uuid}:{portal_now():%Y-%m-%d}"
    _queue("market_confirm", participant, key=key)


def queue_welcome(participant: Participant) -> None:
    """Their own page, and that taking part never bars an offer."""
    if participant.consultation_id is not None:
        _queue("market_welcome", participant, key=str(participant.uuid))


def queue_place(registration: Registration) -> None:
    """They have a place, or wait for one."""
    _queue_about(registration, "market_place", key=portal_now().isoformat())


def queue_too_late(registration: Registration) -> None:
    """They confirmed after the registration closed."""
    _queue_about(registration, "market_too_late", key="late")


def queue_moved(meeting: Meeting) -> None:
    """Another time or place: everybody who comes or waits hears it, once per move."""
    for registration in _registered(meeting):
        _queue_about(registration, "market_moved", key=str(meeting.sequence))


def queue_meeting_cancelled(meeting: Meeting) -> None:
    """The meeting does not take place."""
    for registration in _registered(meeting):
        _queue_about(registration, "market_meeting_cancelled", key="once")


def queue_contribution(participant: Participant, *, version: int) -> None:
    """We have your contribution."""
    _queue("market_contribution", participant, key=f"{participant.uuid}:{version}")


def queue_report_published(consultation: Consultation) -> None:
    """Everybody who took part hears that the report is there."""
    for participant in consultation.participants.exclude(confirmed_at=None):
        _queue("market_report", participant, key=str(participant.uuid))


def queue_consultation_cancelled(consultation: Consultation) -> None:
    """Everybody who took part hears that it stopped, and why."""
    for participant in consultation.participants.exclude(confirmed_at=None):
        _queue("market_stopped", participant, key=str(participant.uuid))


def queue_invited(invitee: Invitee) -> None:
    """Somebody is asked to take part; the page itself is for everybody to read."""
    consultation = invitee.consultation
    _queue_text(
        "market_invited",
        invitee.email,
        "nl",
        key=str(invitee.pk),
        consultation=consultation,
        url=_address(consultation),
    )


def queue_not_invited(consultation: Consultation | Call, email: str, language: str) -> None:
    """Told by mail and not on the page: that would show who was invited."""
    _queue_text(
        "market_not_invited",
        email,
        language,
        key=f"{consultation.pk}:{email}",
        consultation=consultation,
        url=_address(consultation),
    )


def _registered(meeting: Meeting) -> Any:
    return meeting.registrations.filter(state__in=TOLD).select_related("participant")


def _queue_about(registration: Registration, kind: str, *, key: str) -> None:
    meeting = registration.meeting
    _queue(
        kind,
        registration.participant,
        key=f"{registration.uuid}:{key}",
        meeting=meeting,
        has_place=registration.state == Registration.State.PLACED,
        ics=settings.SITE_URL + reverse("market:ics", args=[meeting.uuid]),
    )


def _queue(kind: str, participant: Participant, *, key: str, **context: Any) -> None:
    host = participant.host
    _queue_text(
        kind,
        participant.email,
        participant.language,
        key=key,
        name=participant.name,
        host=host,
        consultation=participant.consultation,
        link=link_of(participant),
        url=_address(host),
        user=participant.user,
        **context,
    )


def _queue_text(
    kind: str, email: str, language: str, *, key: str, user: Any = None, **context: Any
) -> None:
    """Queue templates/mail/<kind>.txt, whose first line is the subject, to an address."""
    subject, body = text_of(kind, language=language, context=context)
    queue_text(kind, to=user, to_email=email, key=key, subject=subject, body=body)


def _address(host: Consultation | Call) -> str:
    name = "calls:detail" if isinstance(host, Call) else "market:detail"
    return settings.SITE_URL + reverse(name, args=[host.reference])
