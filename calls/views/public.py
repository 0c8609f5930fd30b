"""What everybody may read, logged in or not: a call, its documents, its terms."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from calls import permissions
from calls.models import Call, CallDocument
from calls.pages import page_of
from calls.structured import structured_data
from calls.views.fetch import public_call
from portal.caching import revalidated
from portal.clock import portal_now
from portal.crypto.canonical import canonical_json
from portal.files import store
from portal.theming.selectors import look_of


@require_safe
@revalidated
def detail(request: HttpRequest, reference: str) -> HttpResponse:
    """Everything about one call."""
    call = public_call(reference)
    now = portal_now()
    page = page_of(call, now)
    context = {
        "now": now,
        "page": page,
        "call": call,
        "look": look_of(call.contracting_authority),
        "structured": structured_data(call, page),
        "is_staff": request.user.is_authenticated and permissions.is_staff_of(request.user, call),
    }
    return render(request, "calls/detail.html", context)


@require_safe
def document(request: HttpRequest, reference: str, uuid: UUID) -> StreamingHttpResponse:
    """A document of a published call; of a draft for who works on it."""
    visible = Call.objects.visible_to(request.user).filter(reference=reference)
    documents = CallDocument.objects.filter(call__in=visible).select_related("file")
    found = get_object_or_404(documents, file__uuid=uuid)
    return store.response(found.file, found.file_name)


@require_safe
def terms(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    """A frozen version of the terms, byte for byte what its hash was made over."""
    version = get_object_or_404(public_call(reference).versions, number=number)
    return HttpResponse(canonical_json(version.terms), content_type="application/json")
