"""Every change of a mail's state. Delivery is at least once; letters of award at most once."""

from datetime import timedelta

from django.db import transaction
from django.db.models import Q

from portal.clock import portal_now
from portal.mail.models import OutgoingMail

LEASE = timedelta(minutes=2)
BACKOFF = (timedelta(seconds=30), timedelta(minutes=5), timedelta(minutes=30), timedelta(hours=2))

State = OutgoingMail.State


@transaction.atomic
def claim(limit: int) -> list[OutgoingMail]:
    """Take due mails for sending; the claim is committed before any of them leaves.

    A mail whose lease ran out was cut off between send and mark: it is taken again, with the
    same Message-ID, unless it asked to be held for a person.
    """
    now = portal_now()
    expired = Q(state=State.SENDING, leased_until__lte=now)
    OutgoingMail.objects.filter(expired, hold_when_uncertain=True).update(
        state=State.HELD, error="cut off while sending"
    )
    due = list(
        OutgoingMail.objects.select_for_update(skip_locked=True)
        .filter(Q(state=State.QUEUED, not_before__lte=now) | expired)
        .order_by("id")[:limit]
    )
    for mail in due:
        mail.state = State.SENDING
        mail.leased_until = now + LEASE
        mail.attempts += 1
        mail.save(update_fields=["state", "leased_until", "attempts"])
    return due


def mark_sent(mail: OutgoingMail) -> None:
    """The server has accepted it."""
    mail.state = State.SENT
    mail.sent_at = portal_now()
    mail.save(update_fields=["state", "sent_at"])


def mark_cut_off(mail: OutgoingMail, error: str) -> None:
    """Nobody knows whether it arrived: sent again, or held for a person if it asked for that."""
    if not mail.hold_when_uncertain:
        mark_failed(mail, error)
        return
    mail.state = State.HELD
    mail.error = error[:1000]
    mail.save(update_fields=["state", "error"])


def mark_failed(mail: OutgoingMail, error: str) -> None:
    """It was not accepted: tried again later, and in the end left for the operator."""
    if mail.attempts > len(BACKOFF):
        mail.state = State.FAILED
    else:
        mail.state = State.QUEUED
        mail.not_before = portal_now() + BACKOFF[mail.attempts - 1]
    mail.error = error[:1000]
    mail.save(update_fields=["state", "not_before", "error"])
