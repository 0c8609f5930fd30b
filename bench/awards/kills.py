"""A worker that makes letters is killed again and again: none is lost, none is made twice."""

import hashlib
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.core.files.storage import default_storage

from awards.checks import letters_job
from awards.models import DecisionSet, Letter
from awards.remaking import remake_letters
from bench.bar import Bar
from bench.processes import database_urls
from portal.files import store
from portal.files.models import StoredFile
from portal.work.jobs import run_open_jobs
from portal.work.models import Job

LONGEST = 4.0  # seconds that a worker lives after its first letter
PATIENCE = 600  # seconds for it to begin, and for what is left when the killing is over


def bars(decision_set: DecisionSet, kills: int) -> list[Bar]:
    """Make all letters anew with a worker that is killed so often; then let one finish."""
    remake_letters(decision_set, by=decision_set.proposed_by)
    before = set(StoredFile.objects.values_list("pk", flat=True))
    killed = _kill(decision_set, kills)
    _finish(decision_set)
    letters = list(Letter.objects.filter(decision__decision_set=decision_set))
    count = decision_set.decisions.count()
    whole = sum(1 for letter in letters if _is_whole(letter))
    rows = StoredFile.objects.exclude(pk__in=before).count()
    name = f"letters: {count:,} with {killed} kills of the worker"
    return [
        Bar(f"{name}, lost", "0", str(count - whole), count == whole),
        Bar(f"{name}, made twice", "0", str(rows - count), rows == count),
    ]


def _kill(decision_set: DecisionSet, kills: int) -> int:
    """SIGKILL, so nobody can tidy up; it goes on until so many fell while there was work."""
    killed = 0
    with _workers() as begin:
        while killed < kills and (left := open_units(decision_set)):
            worker, end = begin(), time.monotonic() + PATIENCE
            while open_units(decision_set) == left and time.monotonic() < end:
                time.sleep(0.05)
            time.sleep(random.uniform(0, LONGEST))
            try:
                os.kill(worker, signal.SIGKILL)
            except ProcessLookupError:  # it was done before it could be killed
                break
            killed += 1
    return killed


@contextmanager
def _workers() -> Iterator[Callable[[], int]]:
    """A function that begins a worker and returns its process id, when the last one is gone."""
    with subprocess.Popen(
        [sys.executable, "-m", "bench.awards.worker"],
        env=surroundings(), stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1,
    ) as parent:  # fmt: skip
        words, answers = parent.stdin, parent.stdout
        assert words is not None  # noqa: S101  both are pipes
        assert answers is not None  # noqa: S101

        def begin() -> int:
            print(file=words)
            return int(answers.readline())

        yield begin


def surroundings() -> dict[str, str]:
    """The environment of a process that works on our database and our files."""
    return {
        **os.environ, **database_urls(), "DJANGO_SETTINGS_MODULE": "bench.awards.settings",
        "BENCH_FILES": default_storage.path(""),
    }  # fmt: skip


def _finish(decision_set: DecisionSet) -> None:
    end = time.monotonic() + PATIENCE
    while open_units(decision_set) and time.monotonic() < end:
        run_open_jobs()


def open_units(decision_set: DecisionSet) -> int:
    job: Job | None = letters_job(decision_set)
    return job.units.filter(done_at=None).count() if job else 0


def _is_whole(letter: Letter) -> bool:
    """Its bytes are there and are those that were checked."""
    content = b"".join(store.read(letter.file))
    return hashlib.sha256(content).hexdigest() == letter.sha256
