"""A ZIP that is encrypted as it is written: no readable copy of it is ever on a disk."""

import hashlib
import zipfile
from collections.abc import Iterable
from types import TracebackType
from typing import Any

from portal.accounts.models import User
from portal.files import store
from portal.files.models import StoredFile
from portal.files.uploads import EncryptedUpload, Incoming


class _Sealing:
    """What the ZIP is written into."""

    def __init__(self) -> None:
        self.incoming = Incoming()
        self.hash = hashlib.sha256()

    def write(self, data: Any) -> int:
        piece = bytes(data)
        self.hash.update(piece)
        self.incoming.update(piece)
        return len(piece)

    def flush(self) -> None:
        """Nothing is held back here."""


class SealedZip:
    """`with SealedZip() as target:` add files one after the other; then `target.keep(...)`."""

    def __init__(self) -> None:
        self._target = _Sealing()
        self.archive = zipfile.ZipFile(self._target, "w", zipfile.ZIP_DEFLATED)  # type: ignore[call-overload]

    def __enter__(self) -> "SealedZip":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.archive.close()

    def add(self, path: str, pieces: Iterable[bytes]) -> tuple[str, int]:
        """Write one file; return SHA-256 over its content in hex, and its size in bytes."""
        digest, size = hashlib.sha256(), 0
        with self.archive.open(path, "w", force_zip64=True) as file:
            for piece in pieces:
                file.write(piece)
                digest.update(piece)
                size += len(piece)
        return digest.hexdigest(), size

    def keep(self, name: str, *, by: User) -> tuple[StoredFile, str]:
        """Store the ZIP; return the file, and SHA-256 over the ZIP itself in hex."""
        self._target.incoming.finish()
        upload = EncryptedUpload(
            upload=self._target.incoming,
            name=name,
            content_type="application/zip",
            charset=None,
        )
        return store.save_part(upload, by=by), self._target.hash.hexdigest()
