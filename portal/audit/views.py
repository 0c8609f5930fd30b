"""The history of all calls, for auditors: who did what when, and the export for the verifier."""

import json
from collections.abc import Iterator
from pathlib import Path

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import FileResponse, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_safe

from portal.accounts.permissions import is_auditor
from portal.accounts.requests import SignedInRequest
from portal.audit import verify
from portal.audit.chain import canonical
from portal.audit.forms import HistoryFilter
from portal.audit.models import AuditEvent, AuditLink


@require_GET
@login_required
def history(request: SignedInRequest) -> HttpResponse:
    """The audit lines, newest first, narrowed to a call or an action."""
    if not is_auditor(request.user):
        raise PermissionDenied("audit_history")
    form = HistoryFilter(request.GET)
    events = form.narrow(AuditEvent.objects.select_related("actor", "link"))
    page = Paginator(events, 50).get_page(request.GET.get("page"))
    return render(request, "audit/history.html", {"page": page, "form": form})


@require_GET
@login_required
def export(request: SignedInRequest) -> StreamingHttpResponse:
    """The chain and its unchained tail as JSON lines, the form that audit/verify.py reads."""
    if not is_auditor(request.user):
        raise PermissionDenied("audit_export")
    reply = StreamingHttpResponse(_lines(), content_type="application/jsonl; charset=utf-8")
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


def _lines() -> Iterator[str]:
    # The sequencer goes on meanwhile: what it links after this moment still counts as the tail,
    # so that each line stands in the export exactly once.
    newest = AuditLink.objects.last()
    last = newest.sequence if newest else 0
    links = AuditLink.objects.select_related("event__actor").filter(sequence__lte=last)
    for link in links.order_by("sequence").iterator(chunk_size=1000):
        yield _line(link.event, link.sequence, link.sha256)
    tail = AuditEvent.objects.filter(Q(link=None) | Q(link__sequence__gt=last))
    for event in tail.select_related("actor").order_by("id"):
        yield _line(event, None, None)


def _line(event: AuditEvent, sequence: int | None, sha256: str | None) -> str:
    line = {"seq": sequence, "event": canonical(event), "hash": sha256}
    return json.dumps(line, ensure_ascii=False) + "\n"
