"""Uploads are encrypted while they come in: no plaintext of them is ever written down."""

import hashlib
import uuid
from tempfile import SpooledTemporaryFile
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, StopUpload

from portal.crypto import chunks
from portal.crypto.contexts import bind

IN_MEMORY_BYTES = 1024 * 1024
HEAD_BYTES = 4096


def context_of(file_uuid: uuid.UUID) -> bytes:
    """What the bytes of one file are bound to: those of another do not decrypt in its place."""
    return bind("file", str(file_uuid))


class EncryptedUpload(UploadedFile):
    """An uploaded file as ciphertext, with the key that opens it and a look at its first bytes.

    `size` is that of the content in bytes, `sha256` that of the ciphertext. `content_sha256` is
    that of the content: keep it encrypted, as a plain hash lets a guess be confirmed.
    """

    def __init__(self, *, upload: "Incoming", name: str, content_type: str, charset: Any) -> None:
        super().__init__(upload.spool, name, content_type, upload.content_size, charset)
        self.uuid = upload.uuid
        self.key = upload.key
        self.head = bytes(upload.head)
        self.sha256 = upload.sha256.hexdigest()
        self.content_sha256 = upload.content_sha256.digest()
        self.stored_size = upload.stored_size


class Incoming:
    """The running encryption of one file."""

    def __init__(self) -> None:
        self.uuid = uuid.uuid4()
        self.key = chunks.new_key()
        self.sha256 = hashlib.sha256()
        self.content_sha256 = hashlib.sha256()
        self.head = bytearray()
        self.content_size = self.stored_size = 0
        # Closed by Django with the request (UploadedFile.close).
        self.spool = SpooledTemporaryFile(max_size=IN_MEMORY_BYTES)  # noqa: SIM115
        self._encryptor = chunks.Encryptor(self.key, context_of(self.uuid))

    def update(self, data: bytes) -> None:
        """Take the next piece of content."""
        self.content_size += len(data)
        self.content_sha256.update(data)
        if len(self.head) < HEAD_BYTES:
            self.head += data[: HEAD_BYTES - len(self.head)]
        self._write(self._encryptor.update(data))

    def finish(self) -> None:
        """The content is complete."""
        self._write(self._encryptor.finish())
        self.spool.seek(0)

    def _write(self, ciphertext: bytes) -> None:
        self.sha256.update(ciphertext)
        self.stored_size += len(ciphertext)
        self.spool.write(ciphertext)


def encrypt_bytes(data: bytes, name: str, content_type: str) -> EncryptedUpload:
    """Bytes that are in memory already, in the form that an upload has."""
    incoming = Incoming()
    incoming.update(data)
    incoming.finish()
    return EncryptedUpload(upload=incoming, name=name, content_type=content_type, charset=None)


class EncryptingUploadHandler(FileUploadHandler):
    """Django's hook for file data: each file becomes an EncryptedUpload."""

    incoming: Incoming

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self.incoming = Incoming()

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        if start + len(raw_data) > settings.MAX_UPLOAD_BYTES:
            self.incoming.spool.close()
            raise StopUpload(connection_reset=False)
        self.incoming.update(raw_data)

    def file_complete(self, file_size: int) -> EncryptedUpload:
        self.incoming.finish()
        return EncryptedUpload(
            upload=self.incoming,
            name=self.file_name or "",
            content_type=self.content_type or "application/octet-stream",
            charset=self.charset,
        )
