"""record(): the audit line, written in the same transaction as the change."""

from typing import Any

import structlog
from django.db.models import Model

from portal.audit.behalf import behind
from portal.audit.models import AuditEvent
from portal.crypto.canonical import canonical_json

log = structlog.get_logger("portal.audit")


def record(action: str, obj: Model | None, *, by: Any, seal: str = "", **data: Any) -> AuditEvent:
    """Add one line about `obj`. `data` holds references, numbers and words of state, no content.

    The object tells its own public reference (`audit_ref`), its call (`audit_call`), and the vault
    that hides the line until it is opened (`audit_seal`, or `seal` where there is no object).
    Who acts for somebody, or with whose hands, is added to `data` (portal/audit/behalf.py).
    """
    call_ref = getattr(obj, "audit_call", "")
    if by is not None and by.pk:
        data |= behind(by, call_ref)
    canonical_json(data)  # what cannot be hashed fails here, not in the sequencer
    event = AuditEvent.objects.create(
        actor=by if by is not None and by.pk else None,
        action=action,
        object_type=obj._meta.label if obj is not None else "",
        object_id=obj.pk if obj is not None else None,
        object_ref=str(getattr(obj, "audit_ref", obj or ""))[:200],
        call_ref=call_ref,
        data=data,
        seal=seal or getattr(obj, "audit_seal", ""),
    )
    log.info("audit", action=action, line=event.pk)  # with the number of the request
    return event
