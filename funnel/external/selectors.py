"""What is read of calls run outside the portal: lists, and everything told of one."""

from typing import Any

from django.db.models import Q, QuerySet

from funnel.external.models import ExternalCall, Intake, Telling


def counting(user: Any, text: str = "") -> QuerySet[Telling]:
    """What counts, of the calls that this person reads."""
    calls = ExternalCall.objects.readable_by(user)
    found = (
        Telling.objects.counting()
        .filter(call__in=calls.values("pk"))
        .select_related("call__authority", "mission")
        .prefetch_related("phases")
    )
    if text:
        found = found.filter(
            Q(title__icontains=text)
            | Q(call__key__icontains=text)
            | Q(call__authority__name__icontains=text)
        )
    return found


def tellings(call: ExternalCall) -> list[Telling]:
    """Everything that was told of a call, the newest first."""
    rows = call.tellings.select_related("intake", "added_by", "taken_back_by", "mission")
    return list(rows.prefetch_related("phases__telling"))


def counts_now(rows: list[Telling]) -> Telling | None:
    """Of what was told, newest first, the one that counts."""
    return next((row for row in rows if row.taken_back_at is None), None)


def intakes() -> QuerySet[Intake]:
    """Every file that was taken in."""
    return Intake.objects.select_related("added_by")
