"""Refusals of people without a login: counted per minute, and one line for each minute.

Anybody could fill the history by asking for pages that are not there; a sum cannot be filled.
"""

from datetime import datetime

from django.db import connection, transaction

from portal.audit.models import AnonymousRefusal, AuditEvent
from portal.audit.record import record

# One statement, so that requests at the same moment add up. Real time: a session has no other.
COUNT = """
INSERT INTO audit_anonymousrefusal AS one (minute, status, count)
    VALUES (date_trunc('minute', clock_timestamp()), %s, 1)
    ON CONFLICT (minute, status) DO UPDATE SET count = one.count + 1
"""


def count_refusal(status: int) -> None:
    """One more in this minute; `status` is the answer's, 302 when a login was asked for."""
    with connection.cursor() as cursor:
        cursor.execute(COUNT, [status])


@transaction.atomic
def sum_refusals() -> int:
    """Write the line of every minute that is over; return how many."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT date_trunc('minute', clock_timestamp())")
        this_minute: datetime = cursor.fetchone()[0]
    over = AnonymousRefusal.objects.select_for_update().filter(minute__lt=this_minute)
    minutes: dict[datetime, dict[str, int]] = {}
    for row in over.order_by("minute", "status"):
        minutes.setdefault(row.minute, {})[str(row.status)] = row.count
    for minute, counts in minutes.items():
        _line(minute, counts)
    over.delete()
    return len(minutes)


def _line(minute: datetime, counts: dict[str, int]) -> AuditEvent:
    return record("refused_anonymous", None, by=None, minute=minute.isoformat(), counts=counts)
