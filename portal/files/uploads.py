"""Uploads are encrypted while they come in: no plaintext of them is ever written down."""

import hashlib
import os
import uuid
from collections import deque
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from tempfile import NamedTemporaryFile, TemporaryFile
from typing import IO, Any

from django.conf import settings
from django.core.files.storage import FileSystemStorage, default_storage
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, StopUpload

from portal.crypto import chunks
from portal.crypto.contexts import bind

SPOOL = "incoming"  # a folder beside the stored files: what is complete is moved, not copied
HEAD_BYTES = 4096
PIECE_BYTES = 512 * 1024  # taken from the request at once
WAITING = 4  # pieces that may wait to be hashed


def context_of(file_uuid: uuid.UUID) -> bytes:
    """What the bytes of one file are bound to: those of another do not decrypt in its place."""
    return bind("file", str(file_uuid))


class EncryptedUpload(UploadedFile):
    """An uploaded file as ciphertext, with the key that opens it and a look at its first bytes.

    `size` is that of the content in bytes, `stored_size` that of the ciphertext.
    """

    def __init__(self, *, upload: "Incoming", name: str, content_type: str, charset: Any) -> None:
        super().__init__(upload.spool, name, content_type, upload.content_size, charset)
        self.spool = upload.spool
        self.uuid = upload.uuid
        self.key = upload.key
        self.head = bytes(upload.head)
        self.stored_size = upload.stored_size
        self.scan: str | None = None  # what the virus scanner said, once it was asked
        self._beside = upload.beside

    def settle(self) -> None:
        """Wait until the bytes are on disk for good. Raises OSError when the disk refuses."""
        self._beside.wait()

    @property
    def sha256(self) -> str:
        """Of the ciphertext, 64 hexadecimal digits."""
        self.settle()
        return self._beside.stored.hexdigest()

    @property
    def content_sha256(self) -> bytes:
        """Of the content, 32 bytes. Keep it encrypted: a plain hash lets a guess be confirmed."""
        self.settle()
        return self._beside.content.digest()

    def close(self) -> None:
        """Let the bytes go; those that were stored are not here any more."""
        with suppress(OSError):  # of bytes that nobody kept
            self.settle()
        with suppress(FileNotFoundError):
            super().close()


def spool_folder() -> Path:
    """Where bytes wait while they come in: on the disk of the stored files, if they are on one."""
    folder = settings.RUN_DIR / "files" / SPOOL
    if isinstance(default_storage, FileSystemStorage):
        folder = Path(default_storage.location) / SPOOL
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def spool_for(name: str) -> IO[bytes]:
    """A file for what comes in. One that is copied and not moved has no name.

    So nothing of it stays on the disk of a web node that is killed: no sweep comes by there.
    """
    if isinstance(default_storage, FileSystemStorage):
        return NamedTemporaryFile(dir=spool_folder(), prefix=name)
    return TemporaryFile(dir=spool_folder())


class Beside:
    """Done beside the encryption: hashing, which costs what encrypting does, and the disk.

    Memory holds at most `WAITING` pieces, and the thread ends with the file.
    """

    def __init__(self, spool: IO[bytes]) -> None:
        self.content, self.stored = hashlib.sha256(), hashlib.sha256()
        self._spool = spool
        self._thread = ThreadPoolExecutor(max_workers=1)
        self._waiting: deque[Future[None]] = deque()

    def add(self, data: bytes, ciphertext: bytes) -> None:
        """Take the next piece of both, in their order."""
        self._waiting.append(self._thread.submit(self._hash, data, ciphertext))
        if len(self._waiting) > WAITING:
            self._waiting.popleft().result()

    def finish(self) -> None:
        """Every piece is in, and written: the disk keeps them while the request goes on."""
        self._waiting.append(self._thread.submit(os.fsync, self._spool.fileno()))
        self._thread.shutdown(wait=False)

    def wait(self) -> None:
        """Both hashes are whole, and the bytes are where a power cut cannot take them.

        Raises OSError when the disk did not keep them.
        """
        while self._waiting:
            self._waiting.popleft().result()

    def _hash(self, data: bytes, ciphertext: bytes) -> None:
        self.content.update(data)
        self.stored.update(ciphertext)


class Incoming:
    """The running encryption of one file."""

    def __init__(self) -> None:
        self.uuid = uuid.uuid4()
        self.key = chunks.new_key()
        self.head = bytearray()
        self.content_size = self.stored_size = 0
        self.spool = spool_for(f"{self.uuid}-")  # closed by Django with the request
        self.beside = Beside(self.spool)
        self._encryptor = chunks.Encryptor(self.key, context_of(self.uuid))

    def update(self, data: bytes) -> None:
        """Take the next piece of content."""
        self.content_size += len(data)
        if len(self.head) < HEAD_BYTES:
            self.head += data[: HEAD_BYTES - len(self.head)]
        self._write(data, self._encryptor.update(data))

    def finish(self) -> None:
        """The content is complete."""
        self._write(b"", self._encryptor.finish())
        self.spool.flush()
        self.spool.seek(0)
        self.beside.finish()

    def give_up(self) -> None:
        """Too much came in: nothing of it stays."""
        self.beside.finish()
        self.beside.wait()
        self.spool.close()

    def _write(self, data: bytes, ciphertext: bytes) -> None:
        self.beside.add(data, ciphertext)
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

    chunk_size = PIECE_BYTES

    incoming: Incoming

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self.incoming = Incoming()

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        if start + len(raw_data) > settings.MAX_UPLOAD_BYTES:
            self.incoming.give_up()
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
