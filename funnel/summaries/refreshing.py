"""Keeping the rows fresh: the calls that the audit chain tells of are counted again.

Every change in the portal writes an audit line in its transaction, and one sequencer chains the
committed lines one after another. So a place in the chain is one to go on from: a line whose
transaction took long is chained late, and cannot fall behind it as it could behind a higher id.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import TypeVar

from django.db import transaction
from django.db.models import Q, QuerySet

from applications.models import Dossier
from calls.catalogue.models import Mission
from calls.models import Call
from funnel.summaries.models import PhaseSummary, Progress
from funnel.summaries.rows import published, rows_of
from funnel.summaries.selectors import told_by_rows
from portal.accounts.models import Organisation
from portal.audit.chain import chain_events
from portal.audit.models import AuditEvent, AuditLink
from portal.clock import portal_now

BATCH = 500  # calls whose rows are in memory at once
CHAINED = 5_000  # audit lines at once
KEPT = ("id", "key", "source")
Item = TypeVar("Item")


def refresh() -> int:
    """Count the calls again that something happened to since; returns how many calls.

    One at a time: whoever comes second does nothing.
    """
    started = portal_now()
    # All that was committed before `started` must be in the chain, however much that is.
    while chain_events(CHAINED, wait=True) == CHAINED:
        pass
    Progress.objects.get_or_create()
    with transaction.atomic():
        progress = Progress.objects.select_for_update(skip_locked=True).first()
        if progress is None:
            return 0
        links = AuditLink.objects.filter(sequence__gt=progress.sequence)
        last = links.last()
        calls = touched(links) if last else Call.objects.none()
        number = write(calls.values_list("pk", flat=True))
        progress.sequence = last.sequence if last else progress.sequence
        progress.as_of = started
        progress.told = told_by_rows()
        progress.save(update_fields=["sequence", "as_of", "told"])
    return number


def touched(links: QuerySet[AuditLink]) -> QuerySet[Call]:
    """The calls that these lines are about, directly or by a company, an authority or a mission."""
    events = AuditEvent.objects.filter(link__in=links).order_by()
    organisations = events.filter(object_type=Organisation._meta.label).values("object_id")
    missions = events.filter(object_type=Mission._meta.label).values("object_id")
    offered = Dossier.objects.filter(lead__in=organisations)
    named = Mission.calls.through.objects.filter(mission__in=missions)
    return Call.objects.filter(
        Q(reference__in=events.exclude(call_ref="").values("call_ref"))
        | Q(pk__in=offered.values("call"))
        | Q(pk__in=named.values("call"))
    )


def write(call_ids: Iterable[int]) -> int:
    """Write the rows of these calls as they are now, inside the transaction of the caller."""
    number = 0
    for group in in_groups(call_ids):
        put(rows_of(published().filter(pk__in=group)), instead_of=Q(call__in=group))
        number += len(group)
    return number


def put(rows: Iterable[PhaseSummary], *, instead_of: Q) -> None:
    """Add these rows or write them over those with the same key; the rest of `instead_of` goes."""
    rows = list(rows)
    written = [field.name for field in PhaseSummary._meta.concrete_fields if not field.generated]
    PhaseSummary.objects.filter(instead_of).exclude(key__in=[row.key for row in rows]).delete()
    PhaseSummary.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["key"],
        update_fields=[name for name in written if name not in KEPT],
    )


def in_groups(items: Iterable[Item], size: int = BATCH) -> Iterator[Sequence[Item]]:
    """These items, some at a time."""
    every = list(items)
    for start in range(0, len(every), size):
        yield every[start : start + size]
