"""The fields of a notice as files, for the officer who types it into TenderNed."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.views.decorators.http import require_safe

from calls import notice_export
from calls.models import Call
from calls.notices import needs_notice
from calls.views.fetch import own_call
from portal.accounts.requests import SignedInRequest


@login_required
@require_safe
def as_json(request: SignedInRequest, reference: str) -> HttpResponse:
    """All fields with their business terms."""
    call = _call(request, reference)
    return _file(notice_export.as_json(call), "application/json", f"{reference}-notice.json")


@login_required
@require_safe
def as_csv(request: SignedInRequest, reference: str) -> HttpResponse:
    """The same as a table."""
    call = _call(request, reference)
    kind = "text/csv; charset=utf-8"
    return _file(notice_export.as_csv(call), kind, f"{reference}-notice.csv")


def _call(request: SignedInRequest, reference: str) -> Call:
    call = own_call(request, reference)
    if not needs_notice(call):
        raise Http404
    return call


def _file(text: str, kind: str, name: str) -> HttpResponse:
    answer = HttpResponse(text, content_type=kind)
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
