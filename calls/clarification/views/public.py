"""What everybody may read without logging in: the notices of a call, as page, PDF and JSON."""

from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from calls.clarification import documents
from calls.clarification.models import Notice
from calls.clarification.views.fetch import public_notice
from portal.crypto.canonical import canonical_json
from portal.files import store


@require_safe
def notice(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    """A notice as a page, made from what was frozen at its publication."""
    found = public_notice(request.user, reference, number)
    context = {"notice": found, "call": found.call, "content": found.content}
    return render(request, "clarification/notice.html", context)


@require_safe
def notice_pdf(request: HttpRequest, reference: str, number: int) -> StreamingHttpResponse:
    """The same as a PDF (REQ-15)."""
    found = public_notice(request.user, reference, number)
    if found.pdf is None:  # the database lets no published notice be without
        raise Http404
    return store.response(found.pdf, documents.file_name(found, "pdf"))


@require_safe
def notice_json(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    """The same as JSON, byte for byte what its hash was made over."""
    found: Notice = public_notice(request.user, reference, number)
    return HttpResponse(canonical_json(found.content), content_type="application/json")
