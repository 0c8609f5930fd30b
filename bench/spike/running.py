"""The spike: what the faults switch on is switched on, a crowd comes, and a verdict."""

import random
import threading
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from functools import partial

from django.conf import settings
from django.urls import reverse

from applications.tasks import lapse_drafts
from bench.bar import Bar
from bench.faults import scene
from bench.faults.judging import drained
from bench.faults.kinds import World
from bench.faults.machine import SECOND, Machine
from bench.faults.running import STARTS, switched_on_world
from bench.offers.load import large_pdf
from bench.spike import calibration, crowd, plans, verdict
from bench.spike.calibration import Reference, is_quiet, on_two_cores
from bench.spike.crowd import Person, Plan, Step, Told
from bench.spike.people import open_call, people
from bench.spike.plans import Size
from bench.trust import stage
from calls.models import Phase
from dev.processes import wait_until
from portal.clock import portal_now
from tests.cast import Cast

NIGHT = Size(
    people=2000, sends=1000, before=15, last=60, saves=40, uploads=60, reads=2, visits=5,
    is_long=True,
)  # fmt: skip
SHORT_NIGHT = Size(people=20, sends=6, before=1, last=5, saves=4, uploads=2, reads=1, visits=2)
# Writers at the same rates, 18 sendings a second, and beside them five times the pages it holds.
OVER = Size(
    people=1000, sends=450, before=5, last=29.5, saves=40, uploads=20, reads=0, visits=0,
    is_long=True,
)  # fmt: skip
TIMES, HELD_SECONDS = 5, 8.0
AT_ONCE = 4  # of whoever, so that the proxy turns nobody away
ACCEPTED_MS = 5000  # a page that waited for its place
NODES = Size(
    people=1000, sends=500, before=10, last=32.5, saves=40, uploads=30, reads=2, visits=5,
    is_long=True,
)  # fmt: skip
HOUR = 2500  # offers
HOUR_SECONDS, HOUR_SAVES = 600.0, 3
FILE_MEGABYTES = 1
SETTINGS = "bench.spike.settings"
BEGINS_IN = 0.5  # seconds from telling the crowd to its first step
MEASURED_IN = 1.5  # seconds that a look at the machine takes before that
WARM_UP = 1.5  # seconds of pages, over and over until each web process has made some
SLACK = 120.0  # seconds that the short form gives: it does not judge how fast things go
PROOFS_PER_SECOND = 40.0


@dataclass
class Scene:
    """The machine with a call on it, and the people who are logged in."""

    world: World
    cast: Cast
    phase: Phase
    people: list[Person]
    crowd: ProcessPoolExecutor
    file: bytes = field(default_factory=partial(large_pdf, FILE_MEGABYTES))

    @property
    def public(self) -> list[str]:
        """What visitors look at."""
        detail = reverse("calls:detail", args=[self.phase.call.reference])
        return [reverse("home"), reverse("calls:list"), detail]

    def plan(self, steps: Sequence[Step], **more: float) -> Plan:
        """These steps, from half a second on."""
        plan = Plan(
            self.world.machine.proxy_port, self.people, list(steps), self.file,
            time.time() + BEGINS_IN,
        )  # fmt: skip
        return replace(plan, **more)  # type: ignore[arg-type]

    def play(self, steps: Sequence[Step]) -> tuple[Told, Reference]:
        """Let the crowd do it, and see what the machine had for it meanwhile."""
        reference = Reference()
        future = self.crowd.submit(crowd.play, self.plan(steps))
        told = future.result()
        reference.stop()
        return told, reference

    def holds(self, size: Size, seconds: float, at_once: int) -> float:
        """How many pages a second it gives, when so many are always asked for."""
        asked = plans.pages(2000, size, self.public)
        plan = self.plan(asked, hold=seconds, at_once=at_once)
        told = self.crowd.submit(crowd.play, plan).result()
        return sum(took.status == 200 for took in told.took) / seconds

    def asked(self, part: str, whole: Size) -> tuple[Size, str]:
        """What this machine can be asked now, and how that is called."""
        share = min(1.0, calibration.share()) if whole.is_long else 1.0
        size = whole.scaled(share)
        name = f"{part}: {size.people:,} sessions, {size.saves:.0f} saves/s, {size.sends:,} sent"
        return size, name if share == 1.0 else f"{name} ({share:.0%} of it on this machine now)"

    def warm_up(self, size: Size) -> None:
        """Until each web process has made pages, and nobody is still starting."""
        wait_until(
            lambda: self.holds(size, WARM_UP, 16) > 0 and self._all_answered(), seconds=STARTS
        )
        wait_until(is_quiet, seconds=STARTS)

    def _all_answered(self) -> bool:
        """Each web process counts in a file of its own (portal/operating/counters.py)."""
        machine = self.world.machine
        disks = [settings.RUN_DIR, *machine.folder.glob("disk-*")]
        seen = {path.stem for disk in disks for path in disk.glob("numbers/*.numbers")}
        webs = [name for name in machine.running if name.startswith("web")]
        return all(str(pid) in seen for name in webs for pid in machine.children(name))

    def closes_in(self, seconds: float) -> None:
        """Give the call its deadline: a real one, by the real clock."""
        stage.close_in(self.phase, timedelta(seconds=seconds))

    def pass_deadline(self, size: Size) -> None:
        """Wait for it; the short form brings it nearer."""
        if not size.is_long:
            self.closes_in(0)
        wait_until(lambda: portal_now() > stage.deadline_of(self.phase), seconds=SLACK)

    def bars(
        self, name: str, told: Told, reference: Reference, *, node_dies: bool = False
    ) -> list[Bar]:
        """After the deadline: receipts are fetched, and everything is held against the ledger."""
        lapse_drafts()  # as the beat does each minute: it closes the vault
        took, _left = drained(verdict.RECEIPTS_SECONDS * reference.factor)
        places = [
            place
            for place, person in enumerate(self.people)
            if person.proposal in told.sent or person.proposal in told.cut
        ]
        proofs, _reference = self.play(
            [Step(turn / PROOFS_PER_SECOND, "proof", each) for turn, each in enumerate(places)]
        )
        told.proofs = proofs.proofs
        found = verdict.judge(told, self.world.mails.accepted, self.cast, self.world.machine.folder)
        return [
            *verdict.outcome_bars(name, told, found, node_dies=node_dies),
            verdict.p99_bar(
                f"{name}, sending", verdict.of_kind(told, "send", 200), verdict.SEND_MS, reference
            ),
            *self._disk_bars(name),
            *self._told_bars(name, told, reference, took),
        ]

    def _disk_bars(self, name: str) -> Iterator[Bar]:
        """Of several nodes none keeps a file: another could not serve it."""
        if self.world.machine.has_own_disks:
            found = self.world.machine.folder.glob("disk-*/files/**/*")
            left = sum(path.is_file() for path in found)
            yield Bar(f"{name}, files on the disks of the nodes", "0", str(left), not left)

    def _told_bars(self, name: str, told: Told, reference: Reference, took: float) -> Iterator[Bar]:
        """What has no limit and is good to know."""
        for kind in ("save", "upload", "read", "visit"):
            if found := verdict.of_kind(told, kind, 200):
                yield Bar(f"{name}, {kind}", "told", verdict.times(found), True)
        shed = sum(count for (_kind, status), count in told.answers.items() if status == 503)
        yield Bar(f"{name}, pages turned away", "told", str(shed), True)
        yield Bar(f"{name}, last receipt and mail", "told", f"{took:.0f} s after it", True)
        late = sorted(told.late)[int(len(told.late) * 0.99)]
        yield Bar(f"{name}, the crowd's own delay", "told", f"p99 {late:.0f} ms", True)
        yield Bar(f"{name}, the machine", "told", str(reference), True)


@contextmanager
def on_stage(size: Size, *, with_plan: int, nodes: int = 1) -> Iterator[Scene]:
    """The machine, as in production when there are many, and so many people with a draft."""
    on_two_cores()
    with (
        scene.as_in_production(),
        switched_on_world(
            random.Random(plans.SEED),
            is_full=size.is_long,
            nodes=nodes,
            DJANGO_SETTINGS_MODULE=SETTINGS,
        ) as (world, cast),
        crowd.process() as pool,
    ):
        phase = open_call(cast)
        on = Scene(world, cast, phase, people(phase, size.people, with_plan=with_plan), pool)
        on.warm_up(size)
        yield on


def minute_bars(whole: Size, *, nodes: int = 1) -> list[Bar]:
    """The last minute before a deadline."""
    with on_stage(whole, with_plan=whole.sends, nodes=nodes) as on:
        size, name = on.asked("minute", whole)
        on.closes_in(MEASURED_IN + BEGINS_IN + size.seconds + (0 if size.is_long else SLACK))
        told, reference = on.play(plans.night(size, on.public))
        on.pass_deadline(size)
        return on.bars(name, told, reference)


def hour_bars() -> list[Bar]:
    """The Innovate UK hour, compressed: each offer is looked at, written, given a file and sent."""
    size = replace(NIGHT, people=HOUR, before=0, last=HOUR_SECONDS)
    name = f"hour: {HOUR:,} offers in {HOUR_SECONDS / 60:.0f} minutes"
    with on_stage(size, with_plan=0) as on:
        on.closes_in(MEASURED_IN + BEGINS_IN + HOUR_SECONDS)
        told, reference = on.play(plans.hour(HOUR, HOUR_SECONDS, HOUR_SAVES, on.public))
        on.pass_deadline(size)
        return on.bars(name, told, reference)


def over_bars() -> list[Bar]:
    """Five times the pages that it holds, while people write and send as in the last minute."""
    with on_stage(OVER, with_plan=OVER.sends) as on:
        size, name = on.asked("over", OVER)
        holds = on.holds(size, HELD_SECONDS, AT_ONCE)
        name += f", beside {TIMES} x the {holds:.0f} pages/s that it holds"
        asked = plans.surplus(TIMES * holds, size, on.public)
        on.closes_in(MEASURED_IN + BEGINS_IN + size.seconds)
        told, reference = on.play([*plans.night(size, on.public), *asked])
        on.pass_deadline(size)
        return [*_shed_bars(name, told, reference), *on.bars(name, told, reference)]


def _shed_bars(name: str, told: Told, reference: Reference) -> list[Bar]:
    pages = [took for took in told.took if took.kind in ("read", "visit")]
    shed = [took for took in pages if took.status == 503]
    given = [took for took in pages if took.status == 200]
    bad = len(pages) - len(given) - sum(took.may_retry for took in shed)
    return [
        Bar(
            f"{name}, surplus turned away", "all that is not given: 503 with Retry-After",
            f"{len(shed)} of {len(pages)}, {bad} otherwise", bool(shed) and not bad,
        ),
        verdict.p99_bar(f"{name}, turned away within", shed, verdict.SHED_MS, reference),
        verdict.p99_bar(f"{name}, pages given", given, ACCEPTED_MS, reference),
    ]  # fmt: skip


def nodes_bars() -> list[Bar]:
    """Two nodes of a core each, web and workers, with disks of their own, and a bucket for files.

    One of each is killed in the spike. No request belongs to a node, nor does a part of an upload.
    """
    with on_stage(NODES, with_plan=NODES.sends, nodes=2) as on:
        size, name = on.asked("nodes, one of two killed", NODES)
        on.closes_in(MEASURED_IN + BEGINS_IN + size.seconds)
        killer = threading.Timer(size.before + size.last / 2, _kill_one_node, [on.world.machine])
        killer.start()
        told, reference = on.play(plans.night(size, on.public))
        killer.join()
        on.pass_deadline(size)
        return on.bars(name, told, reference, node_dies=True)


def _kill_one_node(machine: Machine) -> None:
    for service in SECOND:
        machine.stop(service)
