"""The ledger around deadlines: per minute whether the portal worked, and what was done.

It is written by the scheduler from rows that are there anyway, so nobody who saves or sends writes
a line more. A minute without a row is a finding too: nobody was there to write it.
"""

import urllib.error
import urllib.request
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from time import monotonic

from django.conf import settings
from django.db.models import Count, QuerySet

from calls.models import Call
from calls.outages.models import LedgerMinute
from portal.accounts.models import User
from portal.clock import portal_now
from portal.operating import readiness

MINUTE = timedelta(minutes=1)
BEFORE, AFTER = timedelta(hours=48), timedelta(hours=3)  # around a deadline
PATIENCE = 5  # seconds for a web process to say that it is well

# Of what happened from one moment to another, how much in which call (by its id).
Counter = Callable[[datetime, datetime], dict[int, int]]
_counters: dict[str, Counter] = {}


def ledger_counter(column: str) -> Callable[[Counter], Counter]:
    """Register who fills a column of the ledger: `saves`, `uploads` or `refused`."""

    def register(function: Counter) -> Counter:
        _counters[column] = function
        return function

    return register


def calls_near_a_deadline(now: datetime) -> QuerySet[Call]:
    """Published calls of which a phase closes soon, or closed a moment ago."""
    near = (now - AFTER, now + BEFORE)
    return Call.objects.filter(
        state=Call.State.PUBLISHED, phases__closes_at__range=near, phases__takes_offers=True
    ).distinct()


def write_minute() -> int:
    """Write the last whole minute, once, if a deadline is near; return how many rows were added."""
    now = portal_now()
    until = now.replace(second=0, microsecond=0)
    since = until - MINUTE
    calls = list(calls_near_a_deadline(now).values_list("pk", flat=True))
    if not calls or LedgerMinute.objects.filter(minute=since).exists():
        return 0
    rows = [_of_portal(since, until), *_of_calls(calls, since, until)]
    LedgerMinute.objects.bulk_create(rows, ignore_conflicts=True)
    return len(rows)


def _of_portal(since: datetime, until: datetime) -> LedgerMinute:
    is_well, milliseconds = _web_is_well()
    return LedgerMinute(
        minute=since,
        is_well=is_well and all(part.is_ready for part in readiness.parts()),
        milliseconds=milliseconds,
        logins=User.objects.filter(last_login__gte=since, last_login__lt=until).count(),
    )


def _of_calls(calls: Iterable[int], since: datetime, until: datetime) -> list[LedgerMinute]:
    counts = {column: count(since, until) for column, count in _counters.items()}
    return [
        LedgerMinute(
            minute=since,
            call_id=call,
            **{column: found.get(call, 0) for column, found in counts.items()},
        )
        for call in calls
    ]


def counted(rows: QuerySet, call: str) -> dict[int, int]:
    """Rows counted per call, by the path that leads to the call."""
    return dict(rows.order_by().values_list(call).annotate(Count("pk")))


def _web_is_well() -> tuple[bool, int | None]:
    """Whether the web answers, and after how many milliseconds; nobody is asked without WEB_URL."""
    if not settings.WEB_URL:
        return True, None
    host = next(iter(settings.ALLOWED_HOSTS), "localhost")
    request = urllib.request.Request(f"{settings.WEB_URL}/healthz", headers={"Host": host})  # noqa: S310
    start = monotonic()
    try:
        with urllib.request.urlopen(request, timeout=PATIENCE) as answer:  # noqa: S310
            is_well = answer.status == 200
    except (OSError, urllib.error.HTTPError):
        return False, None
    return is_well, round((monotonic() - start) * 1000)
