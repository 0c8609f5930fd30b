"""From draft to announced, and from there to its report or to an early end."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from calls.market import emails, permissions
from calls.market.models import Consultation, Contribution, Meeting
from calls.market.transitions import meetings
from portal.accounts.models import User
from portal.clock import portal_now
from portal.workflow import Transition, TransitionRefused, lock

State = Consultation.State

ANNOUNCE_CONSULTATION = Transition(
    "announce_consultation", frozenset({State.DRAFT}), State.ANNOUNCED, permissions.can_run
)
CANCEL_CONSULTATION = Transition(
    "cancel_consultation",
    frozenset({State.DRAFT, State.ANNOUNCED}),
    State.CANCELLED,
    permissions.can_run,
)
# Follows the publication of the report, whose function has asked who may (reports.py).
CLOSE_WITH_REPORT = Transition(
    "close_with_report", frozenset({State.ANNOUNCED}), State.REPORTED, permissions.checked_above
)


@transaction.atomic
def announce_consultation(consultation: Consultation, *, by: User) -> Consultation:
    """Make a consultation public. Raises TransitionRefused with everything that is missing."""
    consultation = lock(consultation)
    ANNOUNCE_CONSULTATION.check(consultation, by=by)
    now = portal_now()
    if gaps := gaps_of(consultation, now):
        raise TransitionRefused("\n".join(gaps), code="incomplete")
    consultation.announced_at = now
    ANNOUNCE_CONSULTATION.apply(consultation, by=by, update=["announced_at"])
    for invitee in consultation.invitees.all():
        emails.queue_invited(invitee)
    return consultation


@transaction.atomic
def cancel_consultation(consultation: Consultation, *, by: User, reasons: str) -> Consultation:
    """Stop a consultation with public reasons; its meetings are cancelled with it.

    Refused once somebody contributed or a meeting was reported: what some have told or heard, all
    must be able to read, so it ends with a report (Directive 2014/24 art. 41).
    """
    consultation = lock(consultation)
    CANCEL_CONSULTATION.check(consultation, by=by)
    if not reasons.strip():
        raise TransitionRefused(_("State the reasons: participants have a right to know them."))
    if _has_told_anything(consultation):
        raise TransitionRefused(
            _("Participants have contributed already. End it with a report, so that all know."),
            code="contributed",
        )
    consultation.cancelled_because = reasons.strip()
    CANCEL_CONSULTATION.apply(consultation, by=by, update=["cancelled_because"])
    for meeting in consultation.meetings.filter(state__in=[*meetings.CANCEL_MEETING.sources]):
        meetings.cancel_meeting(meeting, by=by, reasons=reasons)
    emails.queue_consultation_cancelled(consultation)
    return consultation


def close_with_report(consultation: Consultation, *, by: User) -> None:
    """The report is public; the caller holds the transaction and the lock on the row."""
    CLOSE_WITH_REPORT.check(consultation, by=by)
    CLOSE_WITH_REPORT.apply(consultation, by=by)


def gaps_of(consultation: Consultation, now: datetime) -> list[str]:
    """What a draft lacks before it can be announced."""
    gaps = []
    if not consultation.purpose.strip():
        gaps.append(_("Write what the talk with the market is for."))
    if consultation.opens_at is None or consultation.closes_at is None:
        gaps.append(_("Fill in when the consultation opens and closes."))
    elif consultation.closes_at <= now:
        gaps.append(_("The consultation closes in the past."))
    if consultation.entry == Consultation.Entry.INVITED and not consultation.invitees.exists():
        gaps.append(_("Invite somebody, or let everybody take part."))
    return gaps


def _has_told_anything(consultation: Consultation) -> bool:
    now = portal_now()
    begun = consultation.meetings.filter(state=Meeting.State.ANNOUNCED, starts_at__lte=now)
    return (
        Contribution.objects.filter(participant__consultation=consultation).exists()
        or consultation.meetings.filter(state=Meeting.State.REPORTED).exists()
        or begun.exists()
    )
