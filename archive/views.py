"""The privacy statement for everybody, and the register of processing for staff."""

from email.utils import parseaddr

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from archive import register
from archive.permissions import can_read_register
from portal.accounts.requests import SignedInRequest


@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    """What is kept, why and how long, in plain words; and what somebody can ask."""
    context = {
        "rows": register.rows(),
        "contact": parseaddr(settings.DEFAULT_FROM_EMAIL)[1],
    }
    return render(request, "archive/privacy.html", context)


@login_required
@require_safe
def processing(request: SignedInRequest) -> HttpResponse:
    """The whole register (AVG, article 30)."""
    _require_staff(request)
    return render(request, "archive/register.html", {"rows": register.rows(is_whole=True)})


@login_required
@require_safe
def processing_csv(request: SignedInRequest) -> StreamingHttpResponse:
    """The register for a spreadsheet, with the fields of the database."""
    _require_staff(request)
    reply = StreamingHttpResponse(register.as_csv(), content_type="text/csv; charset=utf-8")
    reply["Content-Disposition"] = 'attachment; filename="verwerkingsregister.csv"'
    return reply


def _require_staff(request: SignedInRequest) -> None:
    if not can_read_register(request.user):
        raise PermissionDenied("processing_register")
