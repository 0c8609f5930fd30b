"""What a file really is, told by its content: nothing is unpacked to a disk, and little is read.

Refused is what is not the kind it says, is two kinds at once, unpacks to far more than it is, or
does something by itself when it is opened (security.md, ASVS 5.2).
"""

import re
import stat
import zipfile
from collections.abc import Callable, Iterator
from typing import Any, BinaryIO
from xml.parsers import expat

import pikepdf
from django.utils.translation import gettext as _

HEAD_BYTES = 4096
TAIL_BYTES = 66_000  # a ZIP file's directory ends within 65,557 bytes of its end
MOST_ENTRIES = 5_000
MOST_UNPACKED = 500 * 1024 * 1024
FREE_UNPACKED = 20 * 1024 * 1024  # up to this much nobody counts how well it was packed
MOST_RATIO = 100
MOST_PIXELS = 100_000_000
MOST_PROLOGUE = 64 * 1024  # a document type comes before the first element
MOST_RELATIONS = 1024 * 1024
# What a packed kind holds for certain; a ZIP may hold anything that is not refused.
ZIPPED = {
    "docx": ("[Content_Types].xml", "word/"),
    "xlsx": ("[Content_Types].xml", "xl/"),
    "odt": ("mimetype", "content.xml"),
    "zip": ("", ""),
}
IN_OFFICE_REFUSED = re.compile(
    r"(vbaProject\.bin|/macrosheets/.*|/activeX/.*|Basic/.*|\.(zip|7z|rar|gz|exe|dll|com|bat|cmd|js|vbs|ps1|jar|scr|msi|lnk|hta))$",
    re.I,
)
# What is fetched or started when the document opens; a link that a person follows is no matter.
FETCHED = re.compile(rb"/(attachedTemplate|oleObject|frame|subDocument|externalLinkPath)\"", re.I)
MARKUP = (b"<html", b"<script", b"<?php", b"<svg", b"<!doctype html", b"<iframe")
DOCUMENT_TYPE = (b"<!DOCTYPE", b"<!ENTITY", "<!DOCTYPE".encode("utf-16-le"),
                 "<!DOCTYPE".encode("utf-16-be"))  # fmt: skip
# Where an action hangs: on opening, on events of a page or a field, in a link, after another.
ACTION_KEYS = ("/OpenAction", "/A", "/AA", "/Next", "/Annots")
STARTS_BY_ITSELF = ("/JavaScript", "/Launch", "/ImportData", "/SubmitForm")


class BadContent(Exception):
    """The file is not taken; `message` says why, in words for the person."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


def require_sound(kind: str, content: BinaryIO, size: int) -> None:
    """Raise BadContent unless this is one sound file of its kind, as in portal.files.kinds."""
    _require_one_kind(kind, content, size)
    check: Callable[[BinaryIO], None]
    if kind in ZIPPED:
        _require_zipped(kind, content, size)
        return
    check = {"pdf": _require_pdf, "png": _require_png, "jpg": _require_jpg, "txt": _require_text}[
        kind
    ]
    check(content)


def _require_one_kind(kind: str, content: BinaryIO, size: int) -> None:
    """Not a page or a program for one reader and a document for another."""
    content.seek(0)
    head = content.read(HEAD_BYTES)
    content.seek(max(0, size - TAIL_BYTES))
    tail = content.read(TAIL_BYTES)
    lowered = head.lower()
    two = any(mark in lowered for mark in MARKUP)
    if kind in ZIPPED:
        two = b"%PDF-" in head[:1024] or not _ends_with_directory(tail)
    else:
        two = two or b"PK\x05\x06" in tail
    if two:
        raise BadContent(
            _("This file is more than one kind of file at once. Save it again, and send that.")
        )


def _ends_with_directory(tail: bytes) -> bool:
    """Whether nothing follows the directory of a ZIP file but its own comment."""
    place = tail.rfind(b"PK\x05\x06")
    if place < 0 or len(tail) < place + 22:
        return False
    return len(tail) == place + 22 + int.from_bytes(tail[place + 20 : place + 22], "little")


def _require_zipped(kind: str, content: BinaryIO, size: int) -> None:
    try:
        content.seek(0)
        with zipfile.ZipFile(content) as archive:
            entries = archive.infolist()
            _require_bounded(entries, size)
            _require_plain_names(entries)
            names = [entry.filename for entry in entries]
            if any(not any(name.startswith(part) for name in names) for part in ZIPPED[kind]):
                raise BadContent(_("This is no %(kind)s file inside.") % {"kind": kind})
            if any(IN_OFFICE_REFUSED.search(name) for name in names):
                raise BadContent(_("This file holds macros or a program. Save it without."))
            _require_quiet_xml(archive, entries)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, ValueError) as error:
        raise BadContent(_("This file is damaged or locked with a password.")) from error


def _require_bounded(entries: list[zipfile.ZipInfo], size: int) -> None:
    unpacked = sum(entry.file_size for entry in entries)
    packed = sum(entry.compress_size for entry in entries)
    if (
        len(entries) > MOST_ENTRIES
        or unpacked > MOST_UNPACKED
        or packed > size  # entries that overlap
        or (unpacked > FREE_UNPACKED and unpacked > MOST_RATIO * size)
    ):
        raise BadContent(_("This file unpacks to far more than it is. It was not opened."))


def _require_plain_names(entries: list[zipfile.ZipInfo]) -> None:
    names = [entry.filename for entry in entries]
    odd = any(
        name.startswith(("/", "\\")) or ".." in re.split(r"[\\/]", name) or ":" in name
        for name in names
    )
    links = any(stat.S_ISLNK(entry.external_attr >> 16) for entry in entries)
    hidden = bool(entries) and min(entry.header_offset for entry in entries) > 0
    if odd or links or hidden or len(set(names)) != len(names):
        raise BadContent(_("The parts of this file point outside it, or twice at one place."))
    if any(entry.flag_bits & 1 for entry in entries):
        raise BadContent(_("This file is damaged or locked with a password."))


def _require_quiet_xml(archive: zipfile.ZipFile, entries: list[zipfile.ZipInfo]) -> None:
    """No XML that defines entities, and nothing that is fetched when the file is opened."""
    for entry in entries:
        is_relations = entry.filename.endswith(".rels")
        if not is_relations and not entry.filename.endswith(".xml"):
            continue
        with archive.open(entry) as part:
            data = part.read(MOST_RELATIONS if is_relations else MOST_PROLOGUE)
        if _has_document_type(data):
            raise BadContent(_("The XML in this file refers to something outside it."))
        if is_relations and any(
            FETCHED.search(relation) and b"External" in relation
            for relation in data.split(b"<Relationship ")
        ):
            raise BadContent(_("This file fetches something else when it is opened."))


class _Reached(Exception):
    """The first element or a document type: no more need be read."""

    def __init__(self, has_type: bool) -> None:
        self.has_type = has_type


def _has_document_type(data: bytes) -> bool:
    """Whether a document type comes before the first element, in any encoding, however late."""

    def reached(has_type: bool) -> None:
        raise _Reached(has_type)

    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = lambda *_said: reached(True)
    parser.StartElementHandler = lambda *_said: reached(False)
    try:
        parser.Parse(data, False)
    except _Reached as found:
        return found.has_type
    except (expat.ExpatError, ValueError, LookupError):
        return any(mark in data for mark in DOCUMENT_TYPE)  # no XML for us: a reader may differ
    return bool(data.strip(b"\0 \t\r\n")) and len(data) >= MOST_PROLOGUE  # nothing but comments


def _require_pdf(content: BinaryIO) -> None:
    content.seek(0)
    try:
        with pikepdf.open(content) as document:
            if not len(document.pages):
                raise BadContent(_("This PDF has no pages."))
            if _does_something(document):
                raise BadContent(
                    _("This PDF starts a script or a program when it is opened. Save it without.")
                )
    except pikepdf.PasswordError as error:
        raise BadContent(_("This PDF is locked with a password. Send it without.")) from error
    except (pikepdf.PdfError, ValueError, RecursionError) as error:
        raise BadContent(_("This PDF is damaged: it cannot be opened.")) from error


def _does_something(document: pikepdf.Pdf) -> bool:
    """Whether an action anywhere starts what it should not, or something else is carried."""
    root = document.Root
    carried: Any = root.get("/Names", {})
    if (
        "/JavaScript" in carried
        or "/EmbeddedFiles" in carried
        or "/XFA" in root.get("/AcroForm", {})
    ):
        return True
    return any(
        str(action.get("/S", "")) in STARTS_BY_ITSELF
        for found in document.objects
        if isinstance(found, pikepdf.Dictionary)
        for action in _actions(found, depth=3)
    )


def _actions(found: pikepdf.Dictionary, depth: int) -> Iterator[pikepdf.Dictionary]:
    """This and what hangs from it directly; what it refers to is an object of its own."""
    yield found
    for key in ACTION_KEYS if depth else ():
        for each in _all_of(found.get(key)):
            yield from _actions(each, depth - 1)


def _all_of(found: object) -> list[pikepdf.Dictionary]:
    if isinstance(found, pikepdf.Array):
        return [each for each in found if isinstance(each, pikepdf.Dictionary)]
    if not isinstance(found, pikepdf.Dictionary):
        return []
    inner = [each for _key, each in found.items() if isinstance(each, pikepdf.Dictionary)]
    return [found, *inner]


def _require_png(content: BinaryIO) -> None:
    content.seek(16)
    size = content.read(8)
    width, height = int.from_bytes(size[:4], "big"), int.from_bytes(size[4:], "big")
    content.seek(0, 2)
    content.seek(max(0, content.tell() - 12))
    if content.read(12)[4:8] != b"IEND":
        raise BadContent(_("This picture is damaged, or something is hidden behind it."))
    if not 0 < width * height <= MOST_PIXELS:
        raise BadContent(_("This picture is too large to be shown."))


def _require_jpg(content: BinaryIO) -> None:
    content.seek(0, 2)
    content.seek(max(0, content.tell() - TAIL_BYTES))
    if b"\xff\xd9" not in content.read(TAIL_BYTES):
        raise BadContent(_("This picture is damaged, or something is hidden behind it."))


def _require_text(content: BinaryIO) -> None:
    """Words and nothing else: every byte is looked at, in pieces."""
    content.seek(0)
    while piece := content.read(256 * 1024):
        if b"\0" in piece:
            raise BadContent(_("This is not a text file."))
