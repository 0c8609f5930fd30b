"""Racing sends: several processes send within 50 ms of a deadline, each round has one of its own.

Judged by reads of the database's clock before and after each attempt: accepted with the read
before at or past the deadline is late, refused with the read after before it is timely.
"""

import multiprocessing
import random
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager, nullcontext
from dataclasses import dataclass
from datetime import datetime, timedelta
from multiprocessing.pool import Pool
from typing import Any

from bench.bar import Bar

PROCESSES = 4
THREADS = 4  # in each process
WITHIN = timedelta(milliseconds=50)
AHEAD = timedelta(seconds=1)  # from laying a round out to its deadline


@dataclass(frozen=True)
class Attempt:
    """One try: the clock before it, what came of it, and the clock after it."""

    deadline: datetime
    before: datetime
    is_accepted: bool
    after: datetime

    @property
    def is_late_and_accepted(self) -> bool:
        return self.is_accepted and self.before >= self.deadline

    @property
    def is_timely_and_refused(self) -> bool:
        return not self.is_accepted and self.after < self.deadline


@dataclass(frozen=True)
class Task:
    """What one process does in one round: send these offers, each at its moment."""

    phase: int
    deadline: datetime
    moments: tuple[tuple[int, timedelta], ...]  # proposal, and how far from the deadline


def bars(rounds: int, *, broken: str = "") -> list[Bar]:
    """Race so many rounds of 16 attempts, open every vault, and count."""
    attempts, accepted, found = race(rounds, broken=broken)
    late = sum(each.is_late_and_accepted for each in attempts)
    refused = sum(each.is_timely_and_refused for each in attempts)
    took = sum(each.is_accepted for each in attempts)
    near = sum(abs(each.before - each.deadline) <= WITHIN for each in attempts)
    name = f"deadline: {len(attempts):,} sends in {rounds} rounds, {PROCESSES} processes"
    return [
        Bar(f"{name}, late and accepted", "0", str(late), late == 0),
        Bar(f"{name}, timely and refused", "0", str(refused), refused == 0),
        Bar(
            f"{name}, accepted and missing at the opening",
            "0",
            f"{accepted - found} of {accepted}",
            accepted == found,
        ),
        Bar(
            f"{name}, both outcomes were seen",
            "some of each",
            f"{took} accepted, {len(attempts) - took} refused, {near} begun within 50 ms",
            0 < took < len(attempts),
        ),
    ]


def race(rounds: int, *, broken: str = "") -> tuple[list[Attempt], int, int]:
    """Play the rounds; return the attempts, how many were accepted, how many the openings found."""
    from bench.trust import stage  # noqa: PLC0415  models: after the set-up

    chance = random.Random(2026)
    attempts: list[Attempt] = []
    played = []
    with stage.tasks_left_to_others(), broken_database(broken), _pool(broken) as pool:
        cast = stage.cast()
        pool.map(time.sleep, [0.5] * PROCESSES, chunksize=1)  # until all of them are set up
        for _round in range(rounds):
            phase, (early, *proposals) = stage.quick_drafts(cast, 1 + PROCESSES * THREADS)
            deadline = stage.close_in(phase, AHEAD)
            tasks = _tasks(phase.pk, deadline, proposals, chance)
            running = pool.map_async(play, tasks, chunksize=1)
            attempts.append(send(early, deadline, deadline - AHEAD))  # one that must be there
            for tried in running.get():
                attempts += tried
            played.append(phase)
        accepted = sum(each.is_accepted for each in attempts)
        return attempts, accepted, stage.open_all(cast, played)


def _tasks(
    phase: int, deadline: datetime, proposals: Sequence[int], chance: random.Random
) -> list[Task]:
    # More of them begin before the deadline than after it: a sending takes a while to be stamped.
    moments = [(proposal, chance.triangular(-1, 1, -1) * WITHIN) for proposal in proposals]
    return [Task(phase, deadline, tuple(moments[place::PROCESSES])) for place in range(PROCESSES)]


def play(task: Task) -> list[Attempt]:
    """In a process of its own: one thread per offer, each sends at its moment."""
    from django.db import connection  # noqa: PLC0415

    done: list[Attempt] = []

    def run(proposal: int, moment: timedelta) -> None:
        try:
            done.append(send(proposal, task.deadline, task.deadline + moment))
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=moment) for moment in task.moments]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return done


def send(proposal: int, deadline: datetime, moment: datetime) -> Attempt:
    """Read all that a page has read, wait for the moment, send, and read the clock around it."""
    from bench.trust import stage  # noqa: PLC0415
    from portal.clock import portal_now  # noqa: PLC0415

    ready = stage.ready_to_send(proposal)
    time.sleep(max((moment - portal_now()).total_seconds(), 0))
    before = portal_now()
    is_accepted = ready()
    return Attempt(deadline, before, is_accepted, portal_now())


@contextmanager
def _pool(broken: str) -> Iterator[Pool]:
    from django.conf import settings  # noqa: PLC0415

    name = settings.DATABASES["default"]["NAME"]
    with multiprocessing.get_context("spawn").Pool(
        PROCESSES, initializer=begin, initargs=(name, broken)
    ) as pool:
        yield pool


def begin(database: str, broken: str) -> None:
    """Set a process up: its database, no worker beside it, and the guard that is to be broken."""
    import django  # noqa: PLC0415

    django.setup()
    from django.conf import settings  # noqa: PLC0415

    from bench.trust import stage  # noqa: PLC0415

    stage.quiet()
    ExitStack().enter_context(stage.tasks_left_to_others())
    for alias in ("default", "owner"):
        settings.DATABASES[alias]["NAME"] = database
    ExitStack().enter_context(_broken_code(broken))


def _broken_code(broken: str) -> AbstractContextManager[Any]:
    """The part that stands in the code, in this process."""
    return _broken("CODE", broken)


def broken_database(broken: str) -> AbstractContextManager[Any]:
    """The part of a guard that stands in the database, for as long as it is to be broken."""
    return _broken("DATABASE", broken)


def _broken(where: str, name: str) -> AbstractContextManager[Any]:
    if not name:
        return nullcontext()
    from tests.trust import breaking  # noqa: PLC0415  only when a guard is to be broken

    found: Callable[[], AbstractContextManager[Any]] = getattr(breaking, where).get(
        name, nullcontext
    )
    return found()
