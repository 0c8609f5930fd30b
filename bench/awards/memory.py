"""The memory of a real worker of Celery, from its first letters to its last."""

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from awards.models import DecisionSet
from awards.remaking import remake_letters
from bench.awards.kills import PATIENCE, open_units, surroundings
from bench.bar import Bar
from bench.processes import memory_of
from portal.work.tasks import CHUNK

GROWTH_MB = 25  # from the first chunk to the last, with a replacement of its process in between
CELERY = [sys.executable, "-m", "celery", "-A", "portal"]


def bars(decision_set: DecisionSet) -> list[Bar]:
    """Let a worker as that of the compose file make all letters anew, and look at it meanwhile."""
    remake_letters(decision_set, by=decision_set.proposed_by)
    count = decision_set.decisions.count()
    first = most = 0.0
    with _worker() as worker:
        end = time.monotonic() + PATIENCE
        while (left := open_units(decision_set)) and time.monotonic() < end:
            most = max(most, _pool_mb(worker.pid))
            if count - left <= CHUNK:
                first = most
            time.sleep(0.2)
    return [
        Bar(
            f"letters: memory that a worker gains over {count:,}",
            f"at most {GROWTH_MB} MB",
            f"{most - first:.0f} MB: {first:.0f} MB after {CHUNK}, {most:.0f} MB at most"
            + (f"; {left} not made" if left else ""),
            most - first <= GROWTH_MB and not left,
        )
    ]


@contextmanager
def _worker() -> Iterator[subprocess.Popen[bytes]]:
    """A worker with one process in its pool, and the message that sets it to work."""
    environ = surroundings()
    command = [*CELERY, "worker", "--pool=prefork", "--concurrency=1", "--loglevel=ERROR"]
    worker = subprocess.Popen(
        command, env=environ, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        subprocess.run(
            [*CELERY, "call", "portal.work.tasks.run_open_jobs"],
            env=environ, check=True, stdout=subprocess.DEVNULL,
        )  # fmt: skip
        yield worker
    finally:
        worker.terminate()
        worker.wait()


def _pool_mb(pid: int) -> float:
    """What the processes of the pool hold in memory together."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    try:
        return sum(memory_of(int(child)) for child in children)
    except (FileNotFoundError, ProcessLookupError):  # one was replaced this very moment
        return 0.0
