"""The export of the history as JSON lines: the form that audit/verify.py reads."""

import json
from collections.abc import Iterator
from typing import Any

from django.db.models import Q

from portal.audit import checkpoints
from portal.audit.chain import canonical
from portal.audit.models import AuditCheckpoint, AuditEvent, AuditLink
from portal.crypto.audit_chain import event_digest
from portal.crypto.canonical import canonical_json


def export_lines() -> Iterator[str]:
    """The chain and its unchained tail, each line once."""
    # The sequencer goes on meanwhile: what it links after this moment still counts as the tail,
    # so that each line stands in the export exactly once.
    newest = AuditLink.objects.last()
    last = newest.sequence if newest else 0
    events = AuditEvent.objects.with_seal().select_related("actor", "link")
    chained = events.filter(link__sequence__lte=last).order_by("link__sequence")
    for event in chained.iterator(chunk_size=1000):
        yield _line(event)
    yield from published_checkpoints(last)
    tail = AuditEvent.objects.readable().filter(Q(link=None) | Q(link__sequence__gt=last))
    for event in tail.select_related("actor").order_by("id"):
        yield json.dumps({"seq": None, "event": canonical(event), "hash": None}) + "\n"


def _line(event: Any) -> str:
    """A line of the chain; of one that tells of offers in a closed vault only the digest."""
    line: dict[str, object] = {"seq": event.link.sequence, "hash": event.link.sha256}
    if event.is_sealed:
        line["sealed"] = event_digest(canonical_json(canonical(event))).hex()
    else:
        line["event"] = canonical(event)
    return json.dumps(line, ensure_ascii=False) + "\n"


def published_checkpoints(last: int | None = None) -> Iterator[str]:
    """Every published checkpoint, or those up to a line of the chain."""
    rows = AuditCheckpoint.objects.published()
    for checkpoint in rows if last is None else rows.filter(pk__lte=last):
        yield json.dumps(checkpoints.as_json(checkpoint)) + "\n"
