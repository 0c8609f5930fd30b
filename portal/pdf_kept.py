"""A PDF that must say something: stored, read back from the store, and refused when it does not."""

import unicodedata
from collections.abc import Mapping

from portal import pdf
from portal.accounts.models import User
from portal.files import store
from portal.files.models import StoredFile
from portal.files.uploads import encrypt_bytes


class PdfFailed(Exception):
    """It cannot say what it must: the transaction of who makes it keeps and sends nothing."""


def keep(content: bytes, expected: Mapping[str, str], *, by: User) -> StoredFile:
    """Store a PDF whose text holds every expected text; the keys are words for what is missing.

    The caller holds the transaction. Raises PdfFailed with the words of what the stored file lacks.
    """
    upload = encrypt_bytes(content, "portal", "application/pdf")
    # Read while the disk takes the bytes; what is stored must then be what was read.
    if missing := missing_in(content, expected):
        upload.close()
        raise PdfFailed(f"The PDF does not hold: {', '.join(missing)}")
    file = store.save_part(upload, by=by)
    if b"".join(store.read(file)) != content:
        raise PdfFailed("The PDF was not stored as it was made.")
    return file


def missing_in(content: bytes, expected: Mapping[str, str]) -> list[str]:
    """Which of the expected texts the PDF does not hold, read back from its bytes."""
    text = _squeezed(pdf.text_of(content))
    return [word for word, value in expected.items() if _squeezed(value) not in text]


def _squeezed(text: str) -> str:
    """Without white space and line-end hyphens of the layout; ligatures written out."""
    return "".join(unicodedata.normalize("NFKC", text).split())
