"""Every change of a mail's state. Delivery is at least once; letters of award at most once."""

from collections.abc import Iterable
from datetime import datetime, timedelta

import structlog
from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet

from portal.clock import portal_now
from portal.look.wording import AMSTERDAM
from portal.mail import undelivered
from portal.mail.models import OutgoingMail, QuietHours

# So short that what a killed worker was at goes on within half a minute. Who sends lets go of what
# cannot be done in that time (delivery.py).
LEASE = timedelta(seconds=20)
# Three times soon: a line that broke says nothing of the mail that was on it, and may break twice.
SOON = timedelta(seconds=10)
BACKOFF = (SOON, SOON, SOON, timedelta(minutes=5), timedelta(minutes=30), timedelta(hours=2))

State = OutgoingMail.State
log = structlog.get_logger("portal.mail")
TROUBLE = (State.HELD, State.FAILED, State.RETURNED)


@transaction.atomic
def claim(limit: int) -> list[OutgoingMail]:
    """Take due mails for sending; the claim is committed before any of them leaves.

    A mail whose lease ran out was cut off between send and mark: it is taken again, with the
    same Message-ID, unless it asked to be held for a person. In somebody's quiet hours what can
    wait is left where it is.
    """
    now = portal_now()
    expired = Q(state=State.SENDING, leased_until__lte=now)
    OutgoingMail.objects.filter(expired, hold_when_uncertain=True).update(
        state=State.HELD, error="cut off while sending"
    )
    due = list(
        OutgoingMail.objects.select_for_update(skip_locked=True, of=("self",))
        .select_related("recipient")
        .filter(Q(state=State.QUEUED, not_before__lte=now) | expired)
        .exclude(Exists(_quiet_now(now)), is_required=False)
        .order_by("id")[:limit]
    )
    OutgoingMail.objects.filter(pk__in=[mail.pk for mail in due]).update(
        state=State.SENDING, leased_until=now + LEASE, attempts=F("attempts") + 1
    )
    for mail in due:
        mail.state, mail.leased_until = State.SENDING, now + LEASE
        mail.attempts += 1
    return due


def _quiet_now(now: datetime) -> QuerySet[QuietHours]:
    """The quiet hours of a mail's recipient, if it is quiet now; they may run over midnight."""
    clock = now.astimezone(AMSTERDAM).time()
    begun, lasts, by_day = Q(begin__lte=clock), Q(end__gt=clock), Q(begin__lt=F("end"))
    return QuietHours.objects.filter(
        by_day & begun & lasts | ~by_day & (begun | lasts), user=OuterRef("recipient")
    )


def put_back(mails: Iterable[OutgoingMail], error: str) -> None:
    """There is no mail server at this moment: nothing was tried, so no attempt is counted."""
    _let_go(mails, wait=SOON, error=error)


def release(mails: Iterable[OutgoingMail]) -> None:
    """The lease ends before these can be sent: whoever comes next takes them."""
    _let_go(mails, wait=timedelta(0), error="")


def _let_go(mails: Iterable[OutgoingMail], *, wait: timedelta, error: str) -> None:
    claimed = OutgoingMail.objects.filter(pk__in=[mail.pk for mail in mails], state=State.SENDING)
    claimed.update(
        state=State.QUEUED,
        attempts=F("attempts") - 1,
        not_before=portal_now() + wait,
        error=error[:1000],
    )


def mark_sent(mail: OutgoingMail) -> None:
    """The server has accepted it. A text that was written just now is kept as it was sent."""
    mail.state = State.SENT
    mail.sent_at = portal_now()
    mail.save(update_fields=["state", "sent_at", "subject", "body"])
    log.info("mail_sent", mail=str(mail.uuid), attempts=mail.attempts)


def mark_dropped(mails: Iterable[OutgoingMail]) -> None:
    """What they would have told does not hold any more."""
    OutgoingMail.objects.filter(pk__in=[mail.pk for mail in mails]).update(state=State.DROPPED)


def mark_digested(mails: Iterable[OutgoingMail], digest: OutgoingMail) -> None:
    """They go to their person within another mail."""
    for mail in mails:
        mail.state, mail.digest = State.DIGESTED, digest
        mail.save(update_fields=["state", "digest", "subject", "body"])


@transaction.atomic
def mark_returned(mail: OutgoingMail, error: str) -> bool:
    """It cannot be delivered to this address; who can do something about that is told, once.

    Returns whether it is news.
    """
    found = OutgoingMail.objects.select_for_update().get(pk=mail.pk)
    if found.state == State.RETURNED:
        return False
    found.state, found.error = State.RETURNED, error[:1000]
    found.save(update_fields=["state", "error"])
    undelivered.tell(found)
    return True


@transaction.atomic
def take_up_again(mails: QuerySet[OutgoingMail]) -> int:
    """Send once more what a person has looked at: failed, returned or held. Returns how many."""
    stuck = mails.filter(state__in=TROUBLE)
    return stuck.update(state=State.QUEUED, attempts=0, not_before=portal_now(), error="")


def mark_cut_off(mail: OutgoingMail, error: str) -> None:
    """Nobody knows whether it arrived: sent again, or held for a person if it asked for that."""
    if not mail.hold_when_uncertain:
        mark_failed(mail, error)
        return
    mail.state = State.HELD
    mail.error = error[:1000]
    mail.save(update_fields=["state", "error"])


@transaction.atomic
def mark_failed(mail: OutgoingMail, error: str) -> None:
    """It was not accepted: tried again later, and in the end left for a person."""
    if mail.attempts > len(BACKOFF):
        mail.state = State.FAILED
        undelivered.tell(mail)
    else:
        mail.state = State.QUEUED
        mail.not_before = portal_now() + BACKOFF[mail.attempts - 1]
    mail.error = error[:1000]
    mail.save(update_fields=["state", "not_before", "error"])
