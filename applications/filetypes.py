"""Which files an offer may hold, told by their content and not by their name."""

from django.conf import settings
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

from calls.offer_forms import FILE_KINDS, Question
from portal.files import contents, store
from portal.files.uploads import EncryptedUpload
from portal.workflow import TransitionRefused

# The first bytes of each kind. The office formats are all ZIP files: the name tells them apart.
SIGNATURES = {
    "pdf": b"%PDF-",
    "docx": b"PK\x03\x04",
    "xlsx": b"PK\x03\x04",
    "png": b"\x89PNG\r\n\x1a\n",
    "jpg": b"\xff\xd8\xff",
}
CONTENT_TYPES = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "png": "image/png",
    "jpg": "image/jpeg",
}
STANDARD = ("pdf",)
MEGABYTE = 1024 * 1024
if set(SIGNATURES) != set(FILE_KINDS):  # what a form may ask, must be told by its content
    raise RuntimeError("the kinds of file of forms and of offers differ")


class FileRefused(TransitionRefused):
    """The file was not taken; the message says why and what would be."""

    def __init__(self, message: str) -> None:
        super().__init__(message, code="file")


def accepted_kinds(question: Question) -> tuple[str, ...]:
    """The kinds of file that a question takes; a PDF when the form does not say."""
    return tuple(kind for kind in question.file_types if kind in SIGNATURES) or STANDARD


def size_limit(question: Question) -> int:
    """The largest file that a question takes, in bytes: its own limit, else that of the portal."""
    own = question.max_mb * MEGABYTE
    return min(own, settings.MAX_UPLOAD_BYTES) if own else settings.MAX_UPLOAD_BYTES


def require_promising(name: str, size: int, question: Question) -> None:
    """Raise FileRefused for what cannot be taken by its name and size alone, in bytes."""
    if size <= 0:
        raise FileRefused(_("This file is empty."))
    if size > (limit := size_limit(question)):
        raise FileRefused(
            _("This file is larger than %(limit)s.") % {"limit": filesizeformat(limit)}
        )
    if _kind_of(name) not in accepted_kinds(question):
        raise _other_kind(question)


def require_head(head: bytes, name: str, question: Question) -> None:
    """Raise FileRefused when the first bytes are not of the kind that the name says."""
    if not head.startswith(SIGNATURES[_kind_of(name)]):
        raise _other_kind(question)


def require_accepted(upload: EncryptedUpload, question: Question) -> None:
    """Raise FileRefused unless the content is sound, of an accepted kind and not too large.

    The upload's content type becomes that of its kind: what the browser said is not believed.
    """
    name = store.safe_name(upload.name or "")
    require_promising(name, upload.size or 0, question)
    require_head(upload.head, name, question)
    kind = _kind_of(name)
    try:
        with store.plain_of(upload) as content:
            contents.require_sound(kind, content, upload.size or 0)
    except contents.BadContent as bad:
        raise FileRefused(bad.message) from bad
    finally:
        upload.spool.seek(0)
    upload.content_type = CONTENT_TYPES[kind]


def require_clean(upload: EncryptedUpload) -> None:
    """Raise FileRefused when the virus scanner, where there is one, knows a virus in it."""
    try:
        store.scan(upload)
    except store.VirusFound as found:
        raise FileRefused(found.message) from found


def _kind_of(name: str) -> str:
    return name.lower().rpartition(".")[2].replace("jpeg", "jpg")


def _other_kind(question: Question) -> FileRefused:
    return FileRefused(
        _("This is not a file of the kind that is asked here: %(kinds)s.")
        % {"kinds": ", ".join(accepted_kinds(question))}
    )
