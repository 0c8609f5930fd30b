"""Store, read and give out encrypted files. Who may read one is decided by the caller's view."""

import io
import re
from collections.abc import Iterable, Iterator
from itertools import chain
from typing import Any, BinaryIO

from django.conf import settings
from django.core.files.base import File
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import ProtectedError, QuerySet
from django.http import StreamingHttpResponse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from portal.accounts.models import User
from portal.crypto import chunks
from portal.crypto.application_key import decrypt_at_rest, encrypt_at_rest
from portal.crypto.contexts import bind
from portal.files import scanning
from portal.files.models import StoredFile
from portal.files.uploads import EncryptedUpload, Incoming, context_of, encrypt_bytes
from portal.ratelimit import count
from portal.workflow import TransitionRefused

Scan = StoredFile.Scan

KEYS = "files"  # the application key's purpose under which file keys are wrapped
KEY_BYTES = 32
DAY = 24 * 3600
# Should a reader open a download after all, it runs nothing and reaches nothing of the portal.
ALONE = (
    "sandbox; default-src 'none'; object-src 'none'; base-uri 'none'; form-action 'none';"
    " frame-ancestors 'none'"
)


class VirusFound(TransitionRefused):
    """The scanner knows a virus in these bytes: they are not kept."""

    def __init__(self, virus: str) -> None:
        super().__init__(
            _("A virus was found in this file (%(virus)s). It was not kept.") % {"virus": virus},
            code="virus",
        )


class QuotaReached(TransitionRefused):
    """This person uploaded as much as anybody may in a day (ASVS 5.2.4)."""

    def __init__(self) -> None:
        super().__init__(
            _("You uploaded very much in the last 24 hours. Try again tomorrow, or call us."),
            code="quota",
        )


class InQuarantine(TransitionRefused):
    """The file is kept, and given to nobody until the scanner has said that it is clean."""

    def __init__(self, file: StoredFile) -> None:
        message = (
            _("A virus was found in this file (%(virus)s), so it is given to nobody.")
            if file.scan == Scan.INFECTED
            else _("This file is not scanned for viruses yet. Try again in a few minutes.")
        )
        super().__init__(message % {"virus": file.virus}, code="quarantine")


def save_upload(upload: EncryptedUpload, *, by: User) -> StoredFile:
    """Put an upload's ciphertext in storage, then add its row: the row means complete bytes.

    Raises VirusFound, QuotaReached. Where the scanner does not answer, the file is kept in
    quarantine.
    """
    with upload:
        _require_room(upload, by)
        scan(upload)
        return _save(upload, by=by)


def _require_room(upload: EncryptedUpload, by: User) -> None:
    """So much a day from one person; people without an account have brakes at their own doors."""
    if by.is_system:
        return
    files = count(f"uploads:{by.pk}", DAY)
    size = count(f"uploaded:{by.pk}", DAY, more=upload.size or 0)
    if files > settings.UPLOADS_A_DAY or size > settings.UPLOAD_BYTES_A_DAY:
        raise QuotaReached()


def save_part(part: EncryptedUpload, *, by: User) -> StoredFile:
    """Store a piece of a file, which is not given to anybody and scanned as a whole later."""
    with part:
        return _save(part, by=by)


def scan(upload: EncryptedUpload) -> None:
    """Ask the scanner, once, where there is one. Raises VirusFound."""
    if upload.scan is not None:
        return
    upload.scan = ""
    if not scanning.is_configured():
        return
    upload.spool.seek(0)
    try:
        content = chunks.decrypt_stream(upload.spool, upload.key, context_of(upload.uuid))
        virus = scanning.find_virus(content)
    except scanning.ScannerUnavailable:
        upload.scan = Scan.WAITING
        return
    finally:
        upload.spool.seek(0)
    if virus:
        raise VirusFound(virus)
    upload.scan = Scan.CLEAN


def plain_of(upload: EncryptedUpload) -> BinaryIO:
    """The content of an upload, read from any place; nothing is decrypted but what is read."""
    reader = chunks.PlainReader(upload.spool, upload.key, context_of(upload.uuid))
    return io.BufferedReader(reader, chunks.CHUNK_BYTES)


def join(parts: Iterable[StoredFile], name: str) -> EncryptedUpload:
    """The parts of a file as one upload, under a key of its own; memory holds a piece of it."""
    incoming = Incoming()
    for part in parts:
        for piece in read(part):
            incoming.update(piece)
    incoming.finish()
    return EncryptedUpload(
        upload=incoming, name=name, content_type="application/octet-stream", charset=None
    )


def require_released(file: StoredFile) -> None:
    """Raise InQuarantine for a file that the scanner did not find clean, where there is one."""
    if file.scan == Scan.INFECTED or (file.scan == Scan.WAITING and scanning.is_configured()):
        raise InQuarantine(file)


def _save(upload: EncryptedUpload, *, by: User) -> StoredFile:
    name = default_storage.save(f"{upload.uuid.hex[:2]}/{upload.uuid}", Complete(upload))
    file = StoredFile(
        uuid=upload.uuid,
        storage_name=name,
        sha256=upload.sha256,
        size=upload.stored_size,
        content_size=upload.size or 0,
        content_type=(upload.content_type or "")[:100],
        scan=upload.scan or "",
        stored_by=by,
    )
    file.wrapped_key = _wrap(file, upload.key, upload.content_sha256)
    file.save(force_insert=True)
    return file


class Complete(File):
    """An upload whose bytes are on disk for good: a folder takes it over by its name."""

    def __init__(self, upload: EncryptedUpload) -> None:
        super().__init__(upload.spool)
        upload.settle()  # a receipt is given for what a power cut cannot take
        self.path = upload.spool.name

    def temporary_file_path(self) -> str:
        """Django's folder storage moves what has this; any other storage reads the bytes."""
        return self.path


def save_bytes(data: bytes, content_type: str, *, by: User) -> StoredFile:
    """Encrypt and store bytes that the portal made itself, such as a letter."""
    return save_part(encrypt_bytes(data, "portal", content_type), by=by)


def read(file: StoredFile, key: bytes | None = None) -> Iterator[bytes]:
    """Yield the content. `key` is the file key; None takes it from the row.

    Raises NoKey when the row holds none (the file is sealed), Tampered when bytes were changed.
    """
    file_key = key if key is not None else file_key_of(file)
    with default_storage.open(file.storage_name) as stored:
        yield from chunks.decrypt_stream(stored, file_key, context_of(file.uuid))


def read_part(file: StoredFile, key: bytes, first: int, last: int) -> Iterator[bytes]:
    """Yield the content from byte `first` to byte `last`, both counted from 0 and included."""
    with default_storage.open(file.storage_name) as stored:
        content = chunks.PlainReader(stored, key, context_of(file.uuid))
        content.seek(first)
        left = last - first + 1
        while left and (piece := content.read(min(left, chunks.CHUNK_BYTES))):
            left -= len(piece)
            yield piece


class NoKey(Exception):
    """The key of this file is not here: it went into the sealed payload of a submission."""


def file_key_of(file: StoredFile) -> bytes:
    """The key of a file that is not sealed. Raises NoKey."""
    return _secrets(file)[:KEY_BYTES]


def content_sha256_of(file: StoredFile) -> bytes:
    """SHA-256 (32 bytes) of the content. It is kept with the key, so it cannot confirm a guess."""
    return _secrets(file)[KEY_BYTES:]


def _secrets(file: StoredFile) -> bytes:
    if file.wrapped_key is None:
        raise NoKey(str(file.uuid))
    return decrypt_at_rest(bytes(file.wrapped_key), call=KEYS, context=_key_context(file))


def give_key(file: StoredFile, key: bytes, content_sha256: bytes) -> None:
    """Make a file readable to the running portal: its key came out of an opened payload."""
    file.wrapped_key = _wrap(file, key, content_sha256)
    file.save(update_fields=["wrapped_key"])


def drop_key(file: StoredFile) -> None:
    """Make a file unreadable: its key now stands in a sealed payload only."""
    file.wrapped_key = None
    file.save(update_fields=["wrapped_key"])


def drop_keys(files: QuerySet[Any]) -> None:
    """The same of all files whose keys these rows are."""
    StoredFile.objects.filter(pk__in=files).update(wrapped_key=None)


def destroy(file: StoredFile) -> str:
    """Take a file's key away for good, and its row where no other row names it.

    Return the name of its bytes, for `remove_bytes` once that is committed: a rollback brings the
    key back.
    """
    name = file.storage_name
    try:
        with transaction.atomic():
            StoredFile.objects.filter(pk=file.pk).delete()
    except ProtectedError:
        drop_key(file)
    return name


def remove_bytes(name: str) -> None:
    """Remove bytes whose key is gone, and see that they are. Raises OSError when they stay."""
    default_storage.delete(name)
    if default_storage.exists(name):
        raise OSError(f"{name} is still in the store")


def response(
    file: StoredFile, file_name: str, *, key: bytes | None = None, inline: bool = False
) -> "Download":
    """The content as a download, never run or shown as a page of ours.

    Raises InQuarantine, and TransitionRefused for one that was destroyed when its term was over.
    """
    require_released(file)
    # The key is looked up before the first byte leaves: a fault is then a page, not half a file.
    try:
        file_key = key if key is not None else file_key_of(file)
    except NoKey:
        raise TransitionRefused(_("This file is not here any more."), code="gone") from None
    reply = Download(file, file_key)
    reply["Content-Length"] = str(file.content_size)
    disposition = content_disposition_header(not inline, safe_name(file_name))
    reply["Content-Disposition"] = disposition or "attachment"
    reply["X-Content-Type-Options"] = "nosniff"
    reply["Cache-Control"] = "private, no-store"
    if not inline:  # what the portal made itself may be shown in its own place
        reply["Content-Security-Policy"] = ALONE
    return reply


class Download(StreamingHttpResponse):
    """A stored file that is given out; portal.files.ranges gives the part that was asked for."""

    def __init__(self, file: StoredFile, key: bytes) -> None:
        super().__init__(read(file, key), content_type=file.content_type)
        self.file, self.key = file, key

    def begin(self) -> None:
        """Read the first piece: a fault is then a page, and not a file that breaks off."""
        pieces = iter(self)
        self.streaming_content = chain([next(pieces, b"")], pieces)


def safe_name(name: str) -> str:
    """A file name for a person: no folders, no control or direction characters, at most 120."""
    last = re.split(r"[\\/]", name)[-1]
    cleaned = "".join(letter for letter in last if letter.isprintable()).strip(". ")
    stem, dot, extension = cleaned.rpartition(".")
    if not stem:
        return cleaned[:120] or "file"
    return f"{stem[: 119 - len(extension)]}{dot}{extension[:20]}"


def _wrap(file: StoredFile, key: bytes, content_sha256: bytes) -> bytes:
    return encrypt_at_rest(key + content_sha256, call=KEYS, context=_key_context(file))


def _key_context(file: StoredFile) -> bytes:
    return bind("file-key", str(file.uuid))
