"""One mail a day, for who asked for that, with what would have been mails on their own."""

from dataclasses import dataclass
from datetime import time

from django.db import transaction

from portal.accounts.models import User
from portal.clock import portal_now, portal_today
from portal.look.wording import AMSTERDAM
from portal.mail import transitions
from portal.mail.models import OutgoingMail
from portal.mail.outbox import queue_mail
from portal.mail.written_late import write

AFTER = time(9, 15)  # in Amsterdam; the reminders of the day are there by then (work/schedule.py)
KIND = "digest"


@dataclass(frozen=True)
class Item:
    """One mail in the digest: what it is about, and where to go."""

    subject: str
    links: list[str]


def send_digests() -> int:
    """Queue today's digest for everybody who has none yet and has something in it; how many."""
    if portal_now().astimezone(AMSTERDAM).time() < AFTER:
        return 0
    waiting = OutgoingMail.objects.filter(state=OutgoingMail.State.DIGEST)
    people = waiting.values_list("recipient", flat=True).distinct()
    return sum(_send_digest(person) for person in User.objects.filter(pk__in=list(people)))


@transaction.atomic
def _send_digest(person: User) -> bool:
    day = portal_today().isoformat()
    if person.mails.filter(kind=KIND, dedupe_key=f"{KIND}:{day}:{person.uuid}").exists():
        return False
    waiting = list(
        person.mails.select_for_update()
        .filter(state=OutgoingMail.State.DIGEST)
        .select_related("recipient")
        .order_by("id")
    )
    unneeded = write(waiting)
    transitions.mark_dropped(unneeded)
    mails = [mail for mail in waiting if mail not in unneeded]
    if not mails:
        return False
    items = [Item(mail.subject, _links(mail.body)) for mail in mails]
    digest = queue_mail(KIND, to=person, key=day, context={"items": items})
    transitions.mark_digested(mails, digest)
    return True


def _links(body: str) -> list[str]:
    return [word for word in body.split() if word.startswith(("https://", "http://"))]
