"""How long it takes to queue the reminders of one morning, and what a second beat adds."""

import resource
import time
from datetime import datetime, timedelta

from django.db import connection
from django.test.utils import CaptureQueriesContext

from bench.bar import REFERENCE_MS, Bar, fixed_work, milliseconds
from bench.trust import stage
from portal.accounts.models import User
from portal.clock import portal_now
from portal.look.wording import AMSTERDAM
from portal.mail.models import OutgoingMail
from portal.mail.written_late import write
from portal.work.models import Task
from portal.work.reminders import moment_of, remind

PEOPLE, SECONDS, STATEMENTS, GROWTH_MB = 1_000, 5.0, 10, 20


def bars(count: int) -> list[Bar]:
    """Queue so many reminders once, and once more."""
    due = seed(count)
    stage.shift_to(moment_of(due, 3))
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    slow = milliseconds(fixed_work) / REFERENCE_MS
    with CaptureQueriesContext(connection) as statements:
        start = time.perf_counter()
        queued = remind()
        seconds = time.perf_counter() - start
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    again = remind()
    return [
        Bar(
            f"reminders: {count:,} queued",
            f"{SECONDS * max(slow, 1):.1f} s, scaled to this machine",
            f"{seconds:.2f} s, {queued:,} rows",
            seconds <= SECONDS * max(slow, 1) and queued == count,
        ),
        Bar(
            "reminders: statements, however many",
            str(STATEMENTS),
            str(len(statements)),
            len(statements) <= STATEMENTS,
        ),
        Bar(
            "reminders: memory that the process grows by",
            f"{GROWTH_MB} MB",
            f"{grown:.1f} MB",
            grown <= GROWTH_MB,
        ),
        Bar("reminders: a second beat adds", "0", str(again), again == 0),
        _moved(due, count),
    ]


def seed(count: int) -> datetime:
    """So many open tasks, due on a Thursday at noon that lies four weeks ahead; return when."""
    now = portal_now()
    due = (now + timedelta(days=28)).astimezone(AMSTERDAM).replace(hour=12, minute=0, second=0)
    while due.weekday() != 3:
        due += timedelta(days=1)
    User.objects.bulk_create(
        (
            User(email=f"persoon{number}@voorbeeld.example", name=f"Persoon {number}")
            for number in range(min(count, PEOPLE))
        ),
        ignore_conflicts=True,
    )
    people = list(User.objects.filter(email__startswith="persoon")[:PEOPLE])
    Task.objects.bulk_create(
        (
            Task(
                kind=Task.Kind.SCORE,
                holder=people[number % len(people)],
                subject=f"SBIR26-001 offerte {number}",
                url="/beoordeling/",
                unique_key=f"bar:{number}",
                due_at=due,
                opened_at=now,
            )
            for number in range(count)
        ),
        batch_size=5_000,
    )
    return due


def _moved(due: datetime, count: int) -> Bar:
    """The deadline moves while all of them wait: none of those goes out."""
    Task.objects.filter(unique_key__startswith="bar:").update(due_at=due + timedelta(days=30))
    waiting = OutgoingMail.objects.filter(kind="reminder").select_related("recipient")[:1_000]
    mails = list(waiting)
    stale = len(mails) - len(write(mails))
    return Bar(
        f"reminders: stale after a moved deadline, of {len(mails):,} that waited",
        "0",
        str(stale),
        stale == 0,
    )
