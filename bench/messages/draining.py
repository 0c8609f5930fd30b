"""The pace of the outbox, beside a bare loop that renders and sends the same mails."""

import time

from django.core.mail import get_connection

from bench.bar import Bar
from bench.messages import queueing, sink
from bench.trust import stage
from portal.mail.delivery import as_message, deliver_due
from portal.mail.models import OutgoingMail
from portal.mail.written_late import write
from portal.work.models import Task
from portal.work.reminders import moment_of, remind

LEAST = 0.4


def bars(count: int, runs: int) -> list[Bar]:
    """The fastest of some runs of each, in turns: noise only ever adds time."""
    ours, bare = [], []
    with sink.running():
        for _run in range(runs):
            Task.objects.all().delete()
            OutgoingMail.objects.all().delete()
            stage.reset_clock()
            stage.shift_to(moment_of(queueing.seed(count), 3))
            remind()
            bare.append(_bare())
            ours.append(_drain())
    share = min(bare) / min(ours)
    return [
        Bar(
            f"outbox: pace beside a bare loop, {count:,} mails",
            f"at least {LEAST:.0%}",
            f"{share:.0%}: {count / min(ours):.0f} a second, bare {count / min(bare):.0f}",
            share >= LEAST,
        )
    ]


def _bare() -> float:
    """Render and send them, and write nothing down."""
    start = time.perf_counter()
    mails = list(OutgoingMail.objects.select_related("recipient"))
    write(mails)
    connection = get_connection()
    connection.open()
    for mail in mails:
        as_message(mail, connection).send()
    connection.close()
    return time.perf_counter() - start


def _drain() -> float:
    start = time.perf_counter()
    while deliver_due():
        pass
    return time.perf_counter() - start
