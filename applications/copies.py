"""A file of an opened offer as assessors get it: cut at the page limit, without its maker."""

from django.http import HttpResponse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from applications.models import OpenedFile
from applications.reading import neutral_name
from calls.offer_forms import Question
from portal import pdf_copies
from portal.files import store
from portal.files.models import StoredFile
from portal.workflow import TransitionRefused


def copy_response(found: OpenedFile, question: Question, *, anonymously: bool) -> HttpResponse:
    """The copy as a download. Raises TransitionRefused where the file cannot be copied."""
    return assessors_copy(found.file, found.file_name, question, anonymously=anonymously)


def assessors_copy(
    file: StoredFile, file_name: str, question: Question, *, anonymously: bool
) -> HttpResponse:
    """The same of a file that was not sent yet, so that its company can see what will be read."""
    store.require_released(file)
    data = b"".join(store.read(file))  # one file of at most the size that a form allows
    try:
        copy = pdf_copies.assessors_copy(data, page_limit=question.page_limit)
    except pdf_copies.UnreadablePdf as error:
        raise TransitionRefused(
            _("This file is damaged or locked with a password. Ask the secretary about it."),
            code="unreadable",
        ) from error
    name = neutral_name(question.code) if anonymously else file_name
    reply = HttpResponse(copy, content_type="application/pdf")
    reply["Content-Disposition"] = (
        content_disposition_header(True, store.safe_name(name)) or "attachment"
    )
    reply["X-Content-Type-Options"] = "nosniff"
    reply["Cache-Control"] = "private, no-store"
    return reply
