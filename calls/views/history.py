"""The history of one call, for its officers and for auditors: readable, filterable, exportable."""

from collections.abc import Iterator

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from calls.models import Call
from calls.views.fetch import own_call
from portal.accounts.permissions import is_auditor
from portal.accounts.requests import SignedInRequest
from portal.audit.forms import HistoryFilter
from portal.audit.models import AuditEvent
from portal.audit.spreadsheet import csv_of


@require_safe
@login_required
def history(request: SignedInRequest, reference: str) -> HttpResponse:
    """Who did what on this call; lines about offers in a closed vault come at its opening."""
    call = _call(request, reference)
    form = HistoryFilter(request.GET, of_call=True)
    page = Paginator(_lines(call, form), 50).get_page(request.GET.get("page"))
    return render(request, "calls/history.html", {"call": call, "page": page, "form": form})


@require_safe
@login_required
def history_csv(request: SignedInRequest, reference: str) -> StreamingHttpResponse:
    """The lines that are asked for, for a spreadsheet."""
    call = _call(request, reference)
    lines: Iterator[str] = csv_of(_lines(call, HistoryFilter(request.GET, of_call=True)))
    reply = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    reply["Content-Disposition"] = f'attachment; filename="{reference}-historie.csv"'
    return reply


def _call(request: SignedInRequest, reference: str) -> Call:
    if is_auditor(request.user):
        return get_object_or_404(Call, reference=reference)
    return own_call(request, reference)


def _lines(call: Call, form: HistoryFilter) -> QuerySet[AuditEvent]:
    lines = AuditEvent.objects.readable().filter(call_ref=call.reference)
    return form.narrow(lines.select_related("actor", "link"))
