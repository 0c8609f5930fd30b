"""The history of all calls, for auditors: who did what when, and the export for the verifier."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import FileResponse, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_safe

from portal.accounts.permissions import is_auditor
from portal.accounts.requests import SignedInRequest
from portal.audit import checkpoints, verify
from portal.audit.chain import canonical
from portal.audit.forms import HistoryFilter
from portal.audit.models import AuditCheckpoint, AuditEvent, AuditLink
from portal.audit.spreadsheet import csv_of
from portal.crypto.audit_chain import event_digest
from portal.crypto.canonical import canonical_json


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
    reply = StreamingHttpResponse(_checkpoints(), content_type="application/jsonl; charset=utf-8")
    reply["Content-Disposition"] = 'attachment; filename="checkpoints.jsonl"'
    return reply


def _lines() -> Iterator[str]:
    # The sequencer goes on meanwhile: what it links after this moment still counts as the tail,
    # so that each line stands in the export exactly once.
    newest = AuditLink.objects.last()
    last = newest.sequence if newest else 0
    events = AuditEvent.objects.with_seal().select_related("actor", "link")
    chained = events.filter(link__sequence__lte=last).order_by("link__sequence")
    for event in chained.iterator(chunk_size=1000):
        yield _line(event)
    yield from _checkpoints(last)
    tail = AuditEvent.objects.readable().filter(Q(link=None) | Q(link__sequence__gt=last))
    for event in tail.select_related("actor").order_by("id"):
        yield json.dumps({"seq": None, "event": canonical(event), "hash": None}) + "\n"


def _line(event: Any) -> str:
    """A line of the chain; of one that tells of offers in a closed vault only the digest."""
    line: dict[str, object] = {"seq": event.link.sequence, "hash": event.link.sha256}
    if event.is_sealed:
        line["sealed"] = event_digest(canonical_json(canonical(event))).hex()
    else:
        line["event"] = canonical(event)
    return json.dumps(line, ensure_ascii=False) + "\n"


def _checkpoints(last: int | None = None) -> Iterator[str]:
    rows = AuditCheckpoint.objects.published()
    for checkpoint in rows if last is None else rows.filter(pk__lte=last):
        yield json.dumps(checkpoints.as_json(checkpoint)) + "\n"
