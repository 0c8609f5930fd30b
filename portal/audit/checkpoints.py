"""Signed checkpoints: the chain's hash at one moment, given to so many that it cannot be redone.

Whoever keeps one notices when the chain before it is rewritten (security.md, witnesses): each
company gets one with its receipt, and one is published every hour.
"""

from datetime import UTC
from typing import Any

from django.conf import settings
from django.db import transaction

from portal.audit.chain import chain_events
from portal.audit.models import AuditCheckpoint, AuditEvent, AuditLink
from portal.clock import portal_now
from portal.crypto.audit_chain import Checkpoint, public_key_of, sign_checkpoint


def make_checkpoint() -> AuditCheckpoint | None:
    """Chain what was committed, sign the end and publish that; None while the chain is empty."""
    while chain_events(wait=True):
        pass
    return _sign_the_end(is_public=True)


def checkpoint_over(event: AuditEvent) -> AuditCheckpoint:
    """The first checkpoint that covers a committed event; made now when there is none yet."""
    covering = AuditCheckpoint.objects.filter(link__sequence__gte=_place_of(event)).first()
    made = covering or _sign_the_end()
    if made is None:  # the event stands in the chain by now, so there is an end to sign
        raise AuditCheckpoint.DoesNotExist
    return made


def as_json(checkpoint: AuditCheckpoint) -> dict[str, Any]:
    """The form that is published, mailed and read by the stand-alone verifier."""
    return {"checkpoint": vars(_signed_part(checkpoint)), "signature": checkpoint.signature}


def public_key() -> str:
    """The key with which anyone checks the signatures: Ed25519, in hex."""
    return public_key_of(settings.CHECKPOINT_KEY).hex()


def _place_of(event: AuditEvent) -> int:
    while True:
        link = AuditLink.objects.filter(event=event).first()
        if link is not None:
            return link.sequence
        chain_events(wait=True)


@transaction.atomic
def _sign_the_end(*, is_public: bool = False) -> AuditCheckpoint | None:
    link = AuditLink.objects.last()
    if link is None:
        return None
    unsigned = AuditCheckpoint(link=link, at=portal_now())
    signature = sign_checkpoint(_signed_part(unsigned), settings.CHECKPOINT_KEY).hex()
    made, _is_new = AuditCheckpoint.objects.select_related("link").get_or_create(
        link=link,
        defaults={"at": unsigned.at, "signature": signature, "is_public": is_public},
    )
    return made


def _signed_part(checkpoint: AuditCheckpoint) -> Checkpoint:
    at = checkpoint.at.astimezone(UTC).isoformat(timespec="microseconds")
    return Checkpoint(checkpoint.link.sequence, checkpoint.link.sha256, at)
