"""What a file really is, told by its content: nothing is unpacked to a disk, and little is read.

Refused is what is not the kind it says, is two kinds at once, unpacks to far more than it is, or
does something by itself when it is opened (security.md, ASVS 5.2).
"""

import re
import stat
import zipfile
from collections.abc import Callable
from typing import BinaryIO

import pikepdf
from django.utils.translation import gettext as _

HEAD_BYTES = 4096
TAIL_BYTES = 66_000  # a ZIP file's directory ends within 65,557 bytes of its end
MOST_ENTRIES = 5_000
MOST_UNPACKED = 500 * 1024 * 1024
FREE_UNPACKED = 20 * 1024 * 1024  # up to this much nobody counts how well it was packed
MOST_RATIO = 100
MOST_PIXELS = 100_000_000
XML_HEAD_BYTES = 2_048  # a document type comes before the first element
MOST_RELATIONS = 1024 * 1024
OFFICE_FOLDERS = {"docx": "word/", "xlsx": "xl/"}
IN_OFFICE_REFUSED = re.compile(
    r"(vbaProject\.bin|\.(zip|7z|rar|gz|exe|dll|com|bat|cmd|js|vbs|ps1|jar|scr|msi|lnk|hta))$", re.I
)
# What is fetched or started when the document opens; a link that a person follows is no matter.
FETCHED = re.compile(rb"/(attachedTemplate|oleObject|frame|subDocument|externalLinkPath)\"", re.I)
MARKUP = (b"<html", b"<script", b"<?php", b"<svg", b"<!doctype html", b"<iframe")
DOCUMENT_TYPE = (b"<!DOCTYPE", b"<!ENTITY", "<!DOCTYPE".encode("utf-16-le"),
                 "<!DOCTYPE".encode("utf-16-be"))  # fmt: skip
STARTS_BY_ITSELF = ("/JavaScript", "/Launch", "/ImportData", "/SubmitForm")


class BadContent(Exception):
    """The file is not taken; `message` says why, in words for the person."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


def require_sound(kind: str, content: BinaryIO, size: int) -> None:
    """Raise BadContent unless this is one sound file of its kind: pdf, docx, xlsx, png or jpg."""
    _require_one_kind(kind, content, size)
    check: Callable[[BinaryIO], None]
    if kind in OFFICE_FOLDERS:
        _require_office(kind, content, size)
        return
    check = {"pdf": _require_pdf, "png": _require_png, "jpg": _require_jpg}[kind]
    check(content)


def _require_one_kind(kind: str, content: BinaryIO, size: int) -> None:
    """Not a page or a program for one reader and a document for another."""
    content.seek(0)
    head = content.read(HEAD_BYTES)
    content.seek(max(0, size - TAIL_BYTES))
    tail = content.read(TAIL_BYTES)
    lowered = head.lower()
    two = any(mark in lowered for mark in MARKUP)
    if kind in OFFICE_FOLDERS:
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


def _require_office(kind: str, content: BinaryIO, size: int) -> None:
    try:
        content.seek(0)
        with zipfile.ZipFile(content) as archive:
            entries = archive.infolist()
            _require_bounded(entries, size)
            _require_plain_names(entries)
            names = [entry.filename for entry in entries]
            folder = OFFICE_FOLDERS[kind]
            if "[Content_Types].xml" not in names or not any(
                name.startswith(folder) for name in names
            ):
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
    if odd or links or len(set(names)) != len(names):
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
            data = part.read(MOST_RELATIONS if is_relations else XML_HEAD_BYTES)
        if any(mark in data for mark in DOCUMENT_TYPE):
            raise BadContent(_("The XML in this file refers to something outside it."))
        if is_relations and any(
            FETCHED.search(relation) and b"External" in relation
            for relation in data.split(b"<Relationship ")
        ):
            raise BadContent(_("This file fetches something else when it is opened."))


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
    root = document.Root
    actions = [root.get("/OpenAction"), *_values(root.get("/AA"))]
    if any(_starts(action) for action in actions):
        return True
    return "/JavaScript" in root.get("/Names", {})


def _starts(action: object) -> bool:
    if not isinstance(action, pikepdf.Dictionary):
        return False
    return str(action.get("/S", "")) in STARTS_BY_ITSELF


def _values(found: object) -> list[object]:
    return [each for _key, each in found.items()] if isinstance(found, pikepdf.Dictionary) else []


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
