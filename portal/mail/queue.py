"""How the outbox is doing, in numbers that tell nothing of what is in it."""

from dataclasses import asdict, dataclass
from datetime import datetime

from django.db.models import Count, F, Min, Q, QuerySet
from django.db.models.functions import Greatest

from portal.mail.models import OutgoingMail
from portal.mail.transitions import TROUBLE, State


@dataclass(frozen=True)
class Health:
    """Counts of mails by where they stand, and how long the oldest that is due has waited."""

    waiting: int
    sending: int
    digest: int
    held: int
    failed: int
    returned: int
    oldest_seconds: int


def health(now: datetime) -> Health:
    """One query over the mails that are not done."""
    due = Q(state=State.QUEUED, not_before__lte=now)
    found = OutgoingMail.objects.filter(
        state__in=[State.QUEUED, State.SENDING, State.DIGEST, *TROUBLE]
    ).aggregate(
        waiting=Count("id", Q(state=State.QUEUED)),
        sending=Count("id", Q(state=State.SENDING)),
        digest=Count("id", Q(state=State.DIGEST)),
        held=Count("id", Q(state=State.HELD)),
        failed=Count("id", Q(state=State.FAILED)),
        returned=Count("id", Q(state=State.RETURNED)),
        oldest=Min(Greatest(F("not_before"), F("queued_at")), filter=due),
    )
    oldest = found.pop("oldest")
    waited = int((now - oldest).total_seconds()) if oldest else 0
    return Health(oldest_seconds=waited, **found)


def in_trouble() -> QuerySet[OutgoingMail]:
    """What a person must look at, the oldest first."""
    return OutgoingMail.objects.filter(state__in=TROUBLE).order_by("id")


def as_metrics(health: Health) -> str:
    """The numbers as Prometheus reads them (text format 0.0.4)."""
    lines = [
        "# TYPE trechter_mails gauge",
        *(
            f'trechter_mails{{state="{name}"}} {count}'
            for name, count in asdict(health).items()
            if name != "oldest_seconds"
        ),
        "# TYPE trechter_mail_oldest_seconds gauge",
        f"trechter_mail_oldest_seconds {health.oldest_seconds}",
    ]
    return "\n".join(lines) + "\n"
