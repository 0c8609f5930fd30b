"""The job that carries a list out: piece by piece, then the bytes, then the certificate.

Each piece takes away rows and keys in one transaction, after it has looked again at what holds
them, under the lock that placing a hold takes. Without its key a file is unreadable at once. The
bytes go in the last unit, which can be repeated: a rollback must not find them gone.
"""

import hashlib

from archive.retention import documents, transitions
from archive.retention.disposal.every import KINDS
from archive.retention.models import DestructionItem, DestructionList
from archive.retention.services import lock_retention
from portal import pdf_kept
from portal.accounts.models import User
from portal.audit.record import record
from portal.clock import portal_now
from portal.files import store
from portal.work.jobs import job_kind
from portal.work.models import Job
from portal.workflow import lock


class NotDone(Exception):
    """A piece of the list failed: there is no certificate before all of it is settled."""


@job_kind(transitions.DESTRUCTION)
def carry_out(job: Job, key: str) -> None:
    """One piece of a list, or its certificate."""
    listed = lock(DestructionList.objects.get(pk=job.object_id))
    if key == transitions.CERTIFICATE:
        certify(listed, by=job.started_by)
    else:
        first, last = key.split("-")
        destroy(listed, int(first), int(last), by=job.started_by)


def destroy(listed: DestructionList, first: int, last: int, *, by: User) -> None:
    """Take away what nothing holds at this moment; the rest stays, with the reason."""
    lock_retention()
    kind = KINDS[listed.category]
    items = list(
        listed.items.filter(pk__gte=first, pk__lte=last, destroyed_at=None, kept_because="")
    )
    kept = kind.hold(item.object_id for item in items)
    for item in items:
        if reason := kept.get(item.object_id):
            item.kept_because = reason
        else:
            item.files = kind.destroy(item.object_id)
            item.destroyed_at = portal_now()
    DestructionItem.objects.bulk_update(items, ["files", "destroyed_at", "kept_because"])
    gone = [item.reference for item in items if item.destroyed_at]
    record(
        "destroy", listed, by=by, category=listed.category, destroyed=len(gone),
        kept=len(items) - len(gone), references=gone if kind.at_once == 1 else [],
    )  # fmt: skip


def certify(listed: DestructionList, *, by: User) -> None:
    """Remove the bytes, see that they are gone, and write the certificate.

    Raises NotDone while a thing on the list is neither destroyed nor kept.
    """
    if listed.items.filter(destroyed_at=None, kept_because="").exists():
        raise NotDone(str(listed))
    for names in listed.items.exclude(files=[]).values_list("files", flat=True):
        for name in names:
            store.remove_bytes(name)
    content = documents.certificate_pdf(listed)
    expected = {"number": str(listed), "digest": documents.digest_of(listed)}
    file = pdf_kept.keep(content, expected, by=by)
    transitions.finish(listed, file, hashlib.sha256(content).hexdigest(), by=by)
