"""Uploads in parts: begun, gone on with after whatever broke, finished; or refused with a reason.

The protocol is that of tus in plain form posts (docs/decisions/0201): the server alone knows how
many bytes it has, and says so when asked.
"""

from datetime import timedelta

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from applications import permissions
from applications.filetypes import require_head, require_promising
from applications.models import Attachment, Proposal
from applications.saving import NotADraft
from applications.services import attach_file, detach, find_file_question
from applications.working_copy import close_name
from applications.writing import emails
from applications.writing.models import Upload, UploadPart
from applications.writing.parts import drop
from applications.writing.rows import name_of
from portal.accounts.models import User
from portal.clock import portal_now
from portal.files import store
from portal.files.models import StoredFile
from portal.files.uploads import EncryptedUpload
from portal.workflow import TransitionRefused, lock

KEPT = timedelta(days=3)  # an upload that nobody goes on with; a refusal is kept for longer
REFUSAL_KEPT = timedelta(days=30)


class OtherOffset(TransitionRefused):
    """The part does not follow what is there: the browser asks where to go on."""

    def __init__(self) -> None:
        super().__init__(_("This part does not follow the last one."), code="offset")


@transaction.atomic
def begin(
    proposal: Proposal, question: str, *, name: str, size: int, modified: str, by: User
) -> Upload:
    """Begin an upload, or find the one of the same file that was broken off.

    Raises PermissionDenied, NotADraft, or FileRefused for what is too large or of another kind.
    """
    _section, wanted = find_file_question(proposal.phase, question)
    proposal = _draft(proposal, by)
    safe = store.safe_name(name)
    require_promising(safe, size, wanted)
    there = Upload.objects.filter(proposal=proposal, question=question, by=by).first()
    if there is not None and there.is_underway and _is_same(there, safe, size, modified):
        return there
    if there is not None:
        drop(there)
    return Upload.objects.create(
        proposal=proposal,
        question=question,
        by=by,
        file_name=close_name(proposal, question, safe),
        size=size,
        modified=modified[:40],
    )


@transaction.atomic
def take_part(upload: Upload, part: EncryptedUpload, *, start: int, by: User) -> Upload:
    """Take the bytes that begin at `start`; they are on disk when this returns.

    Raises PermissionDenied, NotADraft, OtherOffset, or FileRefused for bytes of another kind.
    """
    with part:
        proposal = _draft(upload.proposal, by)
        upload = lock(upload)
        size = part.size or 0
        if upload.by_id != by.pk:
            raise PermissionDenied("upload")
        if start != upload.received or not size or start + size > upload.size:
            raise OtherOffset
        if start == 0:
            _section, wanted = find_file_question(proposal.phase, upload.question)
            require_head(part.head, name_of(proposal, upload), wanted)
        UploadPart.objects.create(upload=upload, start=start, file=store.save_part(part, by=by))
        upload.received, upload.touched_at = start + size, portal_now()
        upload.save(update_fields=["received", "touched_at"])
        return upload


def finish(upload: Upload, *, by: User) -> Attachment:
    """Put the parts together in the place of the question; the file is then checked as a whole.

    Raises as `services.attach_file` does, and OtherOffset while parts are missing.
    """
    if upload.by_id != by.pk:
        raise PermissionDenied("upload")
    if upload.received != upload.size:
        raise OtherOffset
    parts = [part.file for part in upload.parts.select_related("file")]
    # Outside the transaction: it reads and writes all the bytes, and holds nobody up.
    whole = store.join(parts, name_of(upload.proposal, upload))
    attachment = attach_file(upload.proposal, upload.question, whole, by=by)
    drop(upload)
    forget_refusals(upload.proposal, upload.question)
    return attachment


def forget_refusals(proposal: Proposal, question: str) -> None:
    """A file is there now: why an earlier one was refused is told no more."""
    proposal.uploads.filter(question=question).exclude(refused_because="").delete()


def refuse(
    proposal: Proposal, question: str, *, name: str, size: int, reason: str, by: User
) -> Upload:
    """Keep a refusal with its reason where it happened, in place of the bytes.

    Raises PermissionDenied or NotADraft.
    """
    with transaction.atomic():
        proposal = _draft(proposal, by)
        for there in Upload.objects.filter(proposal=proposal, question=question, by=by):
            drop(there)
        return Upload.objects.create(
            proposal=proposal,
            question=question,
            by=by,
            file_name=close_name(proposal, question, store.safe_name(name)),
            size=size,
            refused_because=reason,
        )


def refuse_infected() -> int:
    """Take files out of drafts in which a later scan found a virus, and tell; return how many."""
    infected = Attachment.objects.filter(
        file__scan=StoredFile.Scan.INFECTED, proposal__state=Proposal.State.DRAFT
    ).select_related("file__stored_by", "proposal__dossier__lead", "proposal__phase__call")
    return sum(_refuse_infected(found) for found in infected)


@transaction.atomic
def _refuse_infected(found: Attachment) -> bool:
    proposal = lock(found.proposal)
    if proposal.state != Proposal.State.DRAFT:
        return False
    reason = _("A virus was found in this file (%(virus)s). It was not kept.")
    by = found.file.stored_by
    Upload.objects.filter(proposal=proposal, question=found.question, by=by).delete()
    Upload.objects.create(
        proposal=proposal,
        question=found.question,
        by=by,
        file_name=bytes(found.file_name),
        size=found.file.content_size,
        refused_because=reason % {"virus": found.file.virus},
    )
    emails.queue_infected(proposal, found)
    detach(proposal, found.question)
    return True


@transaction.atomic
def give_up(upload: Upload, *, by: User) -> None:
    """Take an unfinished or refused upload away. Raises PermissionDenied or NotADraft."""
    _draft(upload.proposal, by)
    drop(upload)


def sweep() -> int:
    """Remove uploads that nobody goes on with, and old refusals; return how many."""
    now = portal_now()
    left = Upload.objects.filter(refused_because="", touched_at__lt=now - KEPT)
    old = Upload.objects.exclude(refused_because="").filter(touched_at__lt=now - REFUSAL_KEPT)
    found = [*left, *old]
    for upload in found:
        drop(upload)
    return len(found)


def _draft(proposal: Proposal, by: User) -> Proposal:
    """The locked proposal, when this person may write it and it is a draft."""
    locked = lock(proposal)
    if not permissions.can_edit(by, locked):
        raise PermissionDenied("edit")
    if locked.state != Proposal.State.DRAFT:
        raise NotADraft
    return locked


def _is_same(there: Upload, name: str, size: int, modified: str) -> bool:
    """A file of which the browser says the same; without a moment nobody can tell."""
    return (
        modified != ""
        and (there.size, there.modified) == (size, modified[:40])
        and name_of(there.proposal, there) == name
    )
