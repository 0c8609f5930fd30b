"""The history of all calls, for auditors: who did what when, and the export for the verifier."""

import json
from collections.abc import Iterator

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from portal.accounts.permissions import is_auditor
from portal.audit.chain import canonical
from portal.audit.models import AuditEvent, AuditLink


@require_GET
@login_required
def history(request: HttpRequest) -> HttpResponse:
    """The audit lines, newest first; `call` narrows them to one call."""
    if not is_auditor(request.user):
        raise PermissionDenied("audit_history")
    events = AuditEvent.objects.select_related("actor", "link")
    call = request.GET.get("call", "").strip()
    if call:
        events = events.filter(call_ref__iexact=call)
    page = Paginator(events, 50).get_page(request.GET.get("page"))
    return render(request, "audit/history.html", {"page": page, "call": call})


@require_GET
@login_required
def export(request: HttpRequest) -> StreamingHttpResponse:
    """The chain and its unchained tail as JSON lines, the form that audit/verify.py reads."""
    if not is_auditor(request.user):
        raise PermissionDenied("audit_export")
    reply = StreamingHttpResponse(_lines(), content_type="application/jsonl; charset=utf-8")
    reply["Content-Disposition"] = 'attachment; filename="audit.jsonl"'
    return reply


def _lines() -> Iterator[str]:
    links = AuditLink.objects.select_related("event__actor").order_by("sequence")
    for link in links.iterator(chunk_size=1000):
        line = {"seq": link.sequence, "event": canonical(link.event), "hash": link.sha256}
        yield json.dumps(line, ensure_ascii=False) + "\n"
    # What was written in the last seconds and waits for the sequencer.
    for event in AuditEvent.objects.filter(link=None).select_related("actor").order_by("id"):
        line = {"seq": None, "event": canonical(event), "hash": None}
        yield json.dumps(line, ensure_ascii=False) + "\n"
