"""The nightly recount: every row beside what counting says, and what differed is put right.

A difference means that something changed without an audit line. It is kept, shown above the figures
and logged as an error, because a figure that had to be put right was wrong until then.
"""

from collections.abc import Iterator, Sequence
from typing import Any

import structlog
from django.db import transaction
from django.db.models import Q

from calls.models import Call
from funnel.summaries.models import PhaseSummary, Progress, Recount
from funnel.summaries.refreshing import in_groups, put, refresh
from funnel.summaries.rows import published, rows_of
from funnel.summaries.selectors import told_by_rows

MOST_NAMED = 50
NOT_COMPARED = ("id", "source")
Differences = list[dict[str, Any]]
log = structlog.get_logger()


def recount() -> Recount:
    """Compare all rows of the portal's calls, put right what differs, and write down what did.

    Some calls at a time, so that refreshing goes on in between.
    """
    rows, found = 0, []
    for group in in_groups(Call.objects.order_by("pk").values_list("pk", flat=True)):
        number, different = _compare(group)
        if different:
            # A change of this very moment is no difference: the second time it has been counted.
            number, different = _compare(group, put_right=True)
        rows += number
        found += different
    named = {each["key"] for each in found}
    with transaction.atomic():
        done = Recount.objects.create(
            rows=rows, differing=len(named), differences=found[:MOST_NAMED]
        )
        Progress.objects.update(told=told_by_rows())
    if named:
        log.error("summaries_differed", rows=len(named), first=sorted(named)[0])
    return done


def _compare(call_ids: Sequence[int], *, put_right: bool = False) -> tuple[int, Differences]:
    """How many rows these calls have, and what of them is not as counting says."""
    refresh()  # what is only waiting for its turn is no difference
    with transaction.atomic():
        Progress.objects.select_for_update().get()  # nobody refreshes in the meantime
        fresh = list(rows_of(published().filter(pk__in=call_ids)))
        kept = {row.key: row for row in PhaseSummary.objects.filter(call__in=call_ids)}
        different = list(differences(kept, {row.key: row for row in fresh}))
        if different and put_right:
            put(fresh, instead_of=Q(call__in=call_ids))
    return len(fresh), different


def differences(
    kept: dict[str, PhaseSummary], fresh: dict[str, PhaseSummary]
) -> Iterator[dict[str, Any]]:
    """Every field that is not as it should be; a row too many or too few is the field `row`."""
    for key in sorted(kept.keys() ^ fresh.keys()):
        yield {"key": key, "field": "row", "was": str(key in kept), "is": str(key in fresh)}
    fields = PhaseSummary._meta.concrete_fields
    names = [field.attname for field in fields if not field.generated]
    for key in sorted(kept.keys() & fresh.keys()):
        for name in names:
            was, now = getattr(kept[key], name), getattr(fresh[key], name)
            if name not in NOT_COMPARED and was != now:
                yield {"key": key, "field": name, "was": str(was), "is": str(now)}
