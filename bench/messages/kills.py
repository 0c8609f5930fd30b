"""Ten thousand mails while everything is killed in turn: workers, beat, Redis and the database.

SIGKILL, so nobody can tidy up. Redis comes back empty. A backend of the database that is killed
makes PostgreSQL drop every connection and recover from its log, as after a crash.
"""

import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import ExitStack, closing
from dataclasses import dataclass, field
from pathlib import Path

from django.db import DatabaseError, connection, transaction

from bench.bar import Bar
from bench.messages import sink
from bench.trust import queue
from portal.mail.models import OutgoingMail
from portal.mail.outbox import queue_text
from tests.conftest import owner_connection

BATCH = 100  # mails of one transaction
BETWEEN = 1.5  # seconds from one kill to the next
PATIENCE = 900  # seconds for what is left when the killing is over: a lease of a dead worker is 120
WORKERS = ("worker 1", "worker 2")


@dataclass
class Machine:
    """The processes, by name, and how each is started."""

    start: dict[str, Callable[[], subprocess.Popen[bytes]]]
    running: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    def begin(self) -> None:
        """Start them all."""
        self.running = {name: start() for name, start in self.start.items()}

    def kill(self, name: str) -> None:
        """Kill one, and start it again as a supervisor does."""
        self.running[name].kill()
        self.running[name].wait()
        self.running[name] = self.start[name]()

    def end(self) -> None:
        """Stop them all."""
        for process in self.running.values():
            process.kill()
            process.wait()


def bars(count: int, kills: int) -> list[Bar]:
    """Queue so many mails while so many kills happen; wait until the outbox is empty."""
    OutgoingMail.objects.all().delete()
    _commit_as_production_does()
    with ExitStack() as stack:
        server, port = stack.enter_context(sink.running())
        folder = stack.enter_context(queue.own_folder())
        machine = Machine(_starts(folder, port))
        stack.callback(machine.end)
        machine.begin()
        queueing = threading.Thread(target=_queue, args=[count])
        queueing.start()
        worst = _kill(machine, kills)
        queueing.join()
        left = _wait_until_empty()
        sent = {mail.message_id for mail in OutgoingMail.objects.all()}
        accepted = server.accepted
    missing, strange = sent - set(accepted), set(accepted) - sent
    twice = sum(times - 1 for times in accepted.values())
    name = f"mails: {count:,} with {kills} kills"
    return [
        Bar(
            f"{name}, missing",
            "0",
            str(len(missing) + count - len(sent)),
            not missing and len(sent) == count,
        ),
        Bar(f"{name}, not marked as sent in the end", "0", str(left), left == 0),
        Bar(
            f"{name}, sent twice with the same Message-ID",
            f"{worst}, one for each kill of who sends or marks",
            str(twice),
            twice <= worst,
        ),
        Bar(f"{name}, with a Message-ID of nobody", "0", str(len(strange)), not strange),
    ]


def _commit_as_production_does() -> None:
    """A commit waits for the log; the databases of tests do without, and lose the last ones."""
    with closing(owner_connection()) as owner, owner.cursor() as cursor:
        name = connection.settings_dict["NAME"]
        cursor.execute(f'ALTER DATABASE "{name}" SET synchronous_commit = on')
    connection.close()


def _starts(folder: Path, port: int) -> dict[str, Callable[[], subprocess.Popen[bytes]]]:
    environ = os.environ | {
        "DJANGO_SETTINGS_MODULE": "bench.messages.settings",
        "BENCH_BROKER": f"redis+socket://{folder / queue.SOCKET}",
        "BENCH_SMTP_PORT": str(port),
    }

    def celery(*words: str) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "celery", "-A", "portal", *words]
        return subprocess.Popen(
            command, env=environ, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )

    return {
        "redis": lambda: queue.start(folder, appendonly="no"),
        "beat": lambda: celery("beat", "-s", str(folder / "beat"), "--pidfile="),
        **{
            name: lambda name=name: celery("worker", "-P", "solo", "-n", name.replace(" ", ""))  # type: ignore[misc]
            for name in WORKERS
        },
    }


def _queue(count: int) -> None:
    """One transaction after another; one that the database loses is made again, as people do."""
    for first in range(0, count, BATCH):
        while not _queued(range(first, first + BATCH)):
            time.sleep(0.2)
        time.sleep(0.5)
    connection.close()


def _queued(numbers: range) -> bool:
    try:
        with transaction.atomic():
            for number in numbers:
                address = f"persoon{number}@voorbeeld.example"
                queue_text(
                    "bar", to=None, to_email=address, key=str(number), subject="x", body="x\n"
                )
    except DatabaseError:
        connection.close()
        return False
    return True


def _kill(machine: Machine, kills: int) -> int:
    """Kill in random turn; return how many kills may have cut a sending off from its mark."""
    cut = 0
    for _kill in range(kills):
        time.sleep(random.uniform(0.2, 2 * BETWEEN))
        victim = random.choice([*machine.start, "database"])
        if victim == "database":
            _crash_database()
            cut += len(WORKERS)
        else:
            machine.kill(victim)
            cut += victim in WORKERS
    return cut


def _crash_database() -> None:
    try:
        with closing(owner_connection()) as owner, owner.cursor() as cursor:
            cursor.execute(
                "SELECT pid FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid() LIMIT 1"
            )
            if found := cursor.fetchone():
                os.kill(found[0], signal.SIGKILL)
    except Exception:  # noqa: S110  it is down already
        pass


def _wait_until_empty() -> int:
    """Wait; return how many mails are still not sent when patience ends."""
    end = time.monotonic() + PATIENCE
    left = -1
    while left and time.monotonic() < end:
        time.sleep(2)
        try:
            left = OutgoingMail.objects.exclude(state=OutgoingMail.State.SENT).count()
        except DatabaseError:
            connection.close()
    return left
