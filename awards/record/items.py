"""One file of the archive package, and the two ways in which most of them come about."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from portal.files import store
from portal.files.models import StoredFile


@dataclass(frozen=True)
class Item:
    """One file of the package. What the portal laid out itself is PDF/A; what others sent may not
    be."""

    path: str
    pieces: Iterable[bytes]
    is_pdf_a: bool = False


def stored(path: str, file: StoredFile | None, *, is_pdf_a: bool = False) -> Item:
    """A file that is kept already, byte for byte."""
    if file is None:
        raise ValueError(path)
    return Item(path, store.read(file), is_pdf_a)


def as_json(facts: Any) -> bytes:
    """Facts as UTF-8, for people and programs."""
    return json.dumps(facts, ensure_ascii=False, indent=2, sort_keys=True).encode()
