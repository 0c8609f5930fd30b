"""The sequencer: one at a time, it adds a link for every committed event that has none yet."""

from typing import Any

from django.db import connection, transaction

from portal.audit.models import AuditEvent, AuditLink
from portal.crypto import audit_chain
from portal.crypto.canonical import canonical_json

SEQUENCER_LOCK = 0x7472_6563  # one advisory lock for all processes of one database


def canonical(event: AuditEvent) -> dict[str, Any]:
    """The event as it is hashed and exported: plain JSON, times in UTC with microseconds.

    `seal` says for how long the line is hidden, not what happened, so it is not part of it.
    """
    return {
        "id": event.pk,
        "at": event.at.isoformat(timespec="microseconds"),
        "actor": str(event.actor.uuid) if event.actor else None,
        "action": event.action,
        "object_type": event.object_type,
        "object_id": event.object_id,
        "object_ref": event.object_ref,
        "call_ref": event.call_ref,
        "data": event.data,
    }


@transaction.atomic
def chain_events(limit: int = 5000, *, wait: bool = False) -> int:
    """Link at most `limit` events and return how many.

    A second sequencer returns 0 at once, unless it is to `wait` for the first.
    """
    with connection.cursor() as cursor:
        if wait:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [SEQUENCER_LOCK])
        else:
            cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [SEQUENCER_LOCK])
            if not cursor.fetchone()[0]:
                return 0
    last = AuditLink.objects.last()
    sequence, previous = (
        (last.sequence, bytes.fromhex(last.sha256)) if last else (0, audit_chain.GENESIS)
    )
    links = []
    unlinked = AuditEvent.objects.filter(link=None).select_related("actor").order_by("id")[:limit]
    for event in unlinked:
        sequence += 1
        previous = audit_chain.event_hash(previous, canonical_json(canonical(event)))
        links.append(AuditLink(sequence=sequence, event=event, sha256=previous.hex()))
    AuditLink.objects.bulk_create(links)
    return len(links)
