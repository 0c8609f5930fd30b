"""Which files an offer may hold, told by their content and not by their name."""

from django.conf import settings
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

from calls.offer_forms import FILE_KINDS, Question
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


def require_accepted(upload: EncryptedUpload, question: Question) -> None:
    """Raise FileRefused unless the content is of an accepted kind, not empty and not too large.

    The upload's content type becomes that of its kind: what the browser said is not believed.
    """
    kinds = accepted_kinds(question)
    name = (upload.name or "").lower()
    if not upload.size:
        raise FileRefused(_("This file is empty."))
    if upload.size > (limit := size_limit(question)):
        raise FileRefused(
            _("This file is larger than %(limit)s.") % {"limit": filesizeformat(limit)}
        )
    kind = name.rpartition(".")[2].replace("jpeg", "jpg")
    if kind not in kinds or not upload.head.startswith(SIGNATURES[kind]):
        raise FileRefused(
            _("This is not a file of the kind that is asked here: %(kinds)s.")
            % {"kinds": ", ".join(kinds)}
        )
    upload.content_type = CONTENT_TYPES[kind]
