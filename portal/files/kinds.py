"""The kinds of file that come in anywhere, each told by its content (docs/decisions/0433)."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from portal.files import contents, store
from portal.files.uploads import EncryptedUpload

ZIP_HEAD = b"PK\x03\x04"
OFFICE = "application/vnd.openxmlformats-officedocument."


@dataclass(frozen=True)
class Kind:
    """How a file of this kind begins, and what a download says that it is."""

    head: bytes
    content_type: str


KINDS = {
    "pdf": Kind(b"%PDF-", "application/pdf"),
    "docx": Kind(ZIP_HEAD, f"{OFFICE}wordprocessingml.document"),
    "xlsx": Kind(ZIP_HEAD, f"{OFFICE}spreadsheetml.sheet"),
    "odt": Kind(ZIP_HEAD, "application/vnd.oasis.opendocument.text"),
    "zip": Kind(ZIP_HEAD, "application/zip"),
    "png": Kind(b"\x89PNG\r\n\x1a\n", "image/png"),
    "jpg": Kind(b"\xff\xd8\xff", "image/jpeg"),
    "txt": Kind(b"", "text/plain; charset=utf-8"),
}
SAME = {"jpeg": "jpg", "log": "txt", "csv": "txt"}


def kind_of(name: str) -> str:
    """The kind that a name promises: its ending, and nothing for a name without one."""
    ending = name.lower().rpartition(".")[2] if "." in name else ""
    return SAME.get(ending, ending)


def require_kind(upload: EncryptedUpload, kinds: tuple[str, ...], most_bytes: int) -> None:
    """Raise contents.BadContent unless this is one sound file of one of these kinds.

    The upload's content type becomes that of its kind: what the browser said is not believed.
    """
    kind = kind_of(store.safe_name(upload.name or ""))
    if kind not in kinds or not upload.head.startswith(KINDS[kind].head):
        raise contents.BadContent(
            _("This is not a file of the kind that is asked here: %(kinds)s.")
            % {"kinds": ", ".join(kinds)}
        )
    if (upload.size or 0) > most_bytes:
        raise contents.BadContent(
            _("This file is larger than %(limit)s MB.") % {"limit": most_bytes // 1024**2}
        )
    try:
        with store.plain_of(upload) as content:
            contents.require_sound(kind, content, upload.size or 0)
    finally:
        upload.spool.seek(0)
    upload.content_type = KINDS[kind].content_type
