"""A run: everything is switched on, people work, faults come one after another, and a verdict."""

import itertools
import random
import shutil
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from awards.models import DecisionSet
from bench.bar import Bar
from bench.faults import scene
from bench.faults.ground import own_database
from bench.faults.judging import Verdict, bars_of, judge
from bench.faults.kinds import KINDS, World
from bench.faults.load import Ledger, Office, Writer
from bench.faults.machine import Machine, surroundings, switched_on, wait_for
from bench.faults.neighbours import mail_server, scanner
from dev.processes import Failure, wait_until
from tests import bucket
from tests.cast import Cast, make_cast

WRITERS = 2
STARTS = 60  # seconds in which everything has to come up
RECOVERY = 30
BETWEEN = 1.0  # seconds from one fault to the next, on average
OFFERS_PER_FAULT = 12
SEED = 2026


@dataclass
class Run:
    """What came of one run."""

    verdict: Verdict
    ledger: Ledger
    faults: Counter[str]
    senders: int
    reached: int


def bars(kinds: tuple[str, ...], *, each: int, per_run: int = 50, outage: float = 3.0) -> list[Bar]:
    """So many faults of each kind in a random order, divided over runs; then the verdict."""
    order = [kind for kind in kinds for _number in range(each)]
    random.Random(SEED).shuffle(order)
    parts = [order[start : start + per_run] for start in range(0, len(order), per_run)]
    with scene.as_in_production():
        runs = [run(part, seed=SEED + place, outage=outage) for place, part in enumerate(parts)]
    name = f"faults: {len(order)} of {len(kinds)} kinds"
    ledgers = [each_run.ledger for each_run in runs]
    done = {
        "saves": sum(len(ledger.saved) for ledger in ledgers),
        "files": sum(len(ledger.uploaded) for ledger in ledgers),
        "sendings": sum(len(ledger.sent) for ledger in ledgers),
        "releases": sum(len(ledger.told) for ledger in ledgers),
    }
    reached = sum(each_run.reached for each_run in runs)
    answers = sum((ledger.answers for ledger in ledgers), Counter[int]())
    return [
        *bars_of(
            name,
            [each_run.verdict for each_run in runs],
            senders=sum(each_run.senders for each_run in runs),
        ),
        Bar(
            f"{name}, work went on meanwhile",
            "some of everything",
            ", ".join(f"{count} {what}" for what, count in done.items())
            + f"; {reached} named points reached; answers {dict(sorted(answers.items()))}",
            all(done.values()),
        ),
    ]


def run(kinds: list[str], *, seed: int, outage: float) -> Run:
    """Break these things in this order while people work."""
    chance = random.Random(seed)
    with switched_on_world(chance, outage) as (world, cast):
        ledger, ended = Ledger(), threading.Event()
        people = _people(world.machine, cast, ledger, ended, count=len(kinds))
        for person in people:
            person.start()
        if not wait_until(lambda: bool(ledger.sent and ledger.mails), seconds=STARTS):
            raise Failure(f"nobody can work: {ledger.answers} {ledger.strange}")
        for kind in kinds:
            time.sleep(chance.uniform(0, 2 * BETWEEN))
            KINDS[kind](world)
        ended.set()
        for person in people:
            person.join()
        _recovered(world.machine)
        accepted = world.mails.accepted
        verdict = judge(ledger, accepted, cast, world.machine.folder)
    return Run(verdict, ledger, Counter(kinds), world.senders, world.reached)


def _people(
    machine: Machine, cast: Cast, ledger: Ledger, ended: threading.Event, *, count: int
) -> list[threading.Thread]:
    lasting = scene.drafts(cast, WRITERS)
    offers = scene.drafts(cast, 20 + OFFERS_PER_FAULT * count)
    decisions: list[DecisionSet] = [scene.decision(cast) for _number in range(1 + count // 10)]
    writers: list[threading.Thread] = [
        Writer(
            machine.web_port, cast.applicant, itertools.chain(offers[place::WRITERS]), mine,
            ledger, ended,
        )
        for place, mine in enumerate(lasting)
    ]  # fmt: skip
    return [*writers, Office(cast, decisions, ledger, ended)]


def _recovered(machine: Machine) -> None:
    """Everything runs again: from here on the outbox has its half minute."""
    end = time.monotonic() + RECOVERY
    while not (machine.is_up() and wait_for(machine.web_port, 1)):
        if time.monotonic() > end:
            raise Failure("the portal did not come back")
        time.sleep(0.2)


@contextmanager
def switched_on_world(
    chance: random.Random,
    outage: float = 0,
    *,
    is_full: bool = False,
    nodes: int = 0,
    **environ: str,
) -> Iterator[tuple[World, Cast]]:
    """Everything on this machine. `is_full`: as many processes as in production, and a real disk.

    `environ` is added to the environment of every service.
    """
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="trechter-faults-")))
        database = stack.enter_context(own_database(folder / "database", durable=is_full))
        mails, mail_port = stack.enter_context(mail_server())
        neighbour = stack.enter_context(scanner())
        around = surroundings(
            database.urls,
            EMAIL_URL=f"smtp://127.0.0.1:{mail_port}",
            CLAMD=f"tcp://127.0.0.1:{neighbour.server_address[1]}",
            **environ,
        )
        if nodes > 1:  # no disk is shared: what one stores, another fetches from a bucket
            around |= stack.enter_context(bucket.bucket()).environ
        machine = stack.enter_context(switched_on(folder, around, is_full=is_full, nodes=nodes))
        stack.callback(shutil.rmtree, settings.RUN_DIR / "files", ignore_errors=True)
        cast = make_cast()
        if not wait_for(machine.web_port, STARTS):
            raise Failure(f"the portal did not start:\n{machine.log('web')}")
        yield World(machine, database, mails, neighbour, chance, outage), cast
