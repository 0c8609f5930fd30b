"""The history of all calls, for auditors: who did what when, and the export for the verifier."""

from pathlib import Path

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import FileResponse, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_safe

from portal.accounts.permissions import is_auditor
from portal.accounts.requests import SignedInRequest
from portal.audit import checkpoints, verify
from portal.audit.export import export_lines, published_checkpoints
from portal.audit.forms import HistoryFilter
from portal.audit.models import AuditCheckpoint, AuditEvent
from portal.audit.spreadsheet import csv_of


@require_GET
@login_required
def history(request: SignedInRequest) -> HttpResponse:
    """The audit lines, newest first, narrowed to a call or an action."""
    if not is_auditor(request.user):
        raise PermissionDenied("audit_history")
    form = HistoryFilter(request.GET)
    events = form.narrow(AuditEvent.objects.readable().select_related("actor", "link"))
    page = Paginator(events, 50).get_page(request.GET.get("page"))
    return render(request, "audit/history.html", {"page": page, "form": form})


@require_GET
@login_required
def history_csv(request: SignedInRequest) -> StreamingHttpResponse:
    """The lines that are asked for, for a spreadsheet."""
    if not is_auditor(request.user):
        raise PermissionDenied("audit_history")
    lines = AuditEvent.objects.readable().select_related("actor", "link")
    found = HistoryFilter(request.GET).narrow(lines)
    reply = StreamingHttpResponse(csv_of(found), content_type="text/csv; charset=utf-8")
    reply["Content-Disposition"] = 'attachment; filename="historie.csv"'
    return reply


@require_GET
@login_required
def export(request: SignedInRequest) -> StreamingHttpResponse:
    """The chain and its unchained tail as JSON lines, the form that audit/verify.py reads."""
    if not is_auditor(request.user):
        raise PermissionDenied("audit_export")
    reply = StreamingHttpResponse(export_lines(), content_type="application/jsonl; charset=utf-8")
    reply["Content-Disposition"] = 'attachment; filename="audit.jsonl"'
    return reply


@require_safe
def verifier(request: HttpRequest) -> FileResponse:
    """The program that checks an export; whoever is handed one can check it, without a login."""
    return FileResponse(
        Path(verify.__file__).open("rb"),
        as_attachment=True,
        filename="verify.py",
        content_type="text/x-python; charset=utf-8",
    )


@require_safe
def checkpoint_list(request: HttpRequest) -> HttpResponse:
    """What everybody can keep and check: checkpoints, the key that signs them, closed vaults."""
    published = AuditCheckpoint.objects.published().order_by("-pk")
    closed = AuditEvent.objects.filter(action="close_vault").select_related("link")
    context = {
        "checkpoints": published[:50],
        "count": published.count(),
        "closings": closed[:50],
        "public_key": checkpoints.public_key(),
    }
    return render(request, "audit/checkpoints.html", context)


@require_safe
def checkpoint_file(request: HttpRequest) -> StreamingHttpResponse:
    """Every published checkpoint as JSON lines: keep it, and you are a witness."""
    reply = StreamingHttpResponse(
        published_checkpoints(), content_type="application/jsonl; charset=utf-8"
    )
    reply["Content-Disposition"] = 'attachment; filename="checkpoints.jsonl"'
    return reply
