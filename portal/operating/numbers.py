"""The numbers of the portal for monitoring: what waits, for how long, and what is near."""

import os
from collections.abc import Callable, Iterator
from datetime import datetime

from django.db import DatabaseError
from django.db.models import Count, Min

from portal.audit.models import AuditEvent
from portal.clock import portal_now
from portal.files.uploads import spool_folder
from portal.mail import queue
from portal.operating import counters, readiness
from portal.work.models import Job

Number = Callable[[datetime], float]
RECEIPT = "applications.receipt"
_of_rooms: dict[str, Number] = {}


def number(name: str) -> Callable[[Number], Number]:
    """Register a number of a higher room; it gets portal_now()."""

    def register(function: Number) -> Number:
        _of_rooms[name] = function
        return function

    return register


def as_metrics() -> str:
    """Everything in the text format of Prometheus (0.0.4).

    Without a database only what needs none is told: that is when somebody looks.
    """
    lines = [*_readiness(), *counters.as_metrics(), *_disk()]
    try:
        now = portal_now()
        lines += [*_jobs(now), *_history(now), *_rooms(now)]
        lines += queue.as_metrics(queue.health(now)).splitlines()
    except DatabaseError:
        pass  # `trechter_ready{part="database"}` says it
    return "\n".join(lines) + "\n"


def _readiness() -> Iterator[str]:
    for part in readiness.parts():
        yield f'trechter_ready{{part="{part.name}"}} {int(part.is_ready)}'


def _jobs(now: datetime) -> Iterator[str]:
    counts = dict(Job.objects.values_list("state").annotate(Count("id")).order_by())
    for state in Job.State.values:
        yield f'trechter_jobs{{state="{state}"}} {counts.get(state, 0)}'
    running = Job.objects.filter(state=Job.State.RUNNING)
    oldest = dict(running.values_list("kind").annotate(Min("started_at")).order_by())
    yield f"trechter_job_oldest_seconds {_age(now, min(oldest.values(), default=None))}"
    yield f"trechter_receipt_oldest_seconds {_age(now, oldest.get(RECEIPT))}"


def _history(now: datetime) -> Iterator[str]:
    waiting = AuditEvent.objects.filter(link=None).order_by()
    found = waiting.aggregate(count=Count("id"), oldest=Min("at"))
    yield f"trechter_audit_unchained {found['count']}"
    yield f"trechter_audit_oldest_seconds {_age(now, found['oldest'])}"


def _rooms(now: datetime) -> Iterator[str]:
    for name, function in _of_rooms.items():
        yield f"trechter_{name} {function(now):g}"


def _disk() -> Iterator[str]:
    disk = os.statvfs(spool_folder())  # where files are, or come by on their way to a bucket
    yield f"trechter_disk_free_ratio {disk.f_bavail / max(disk.f_blocks, 1):.4f}"


def _age(now: datetime, since: datetime | None) -> int:
    return int((now - since).total_seconds()) if since else 0
