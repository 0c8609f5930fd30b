"""The kinds of fault: each breaks one thing at a moment that chance picks, and mends it."""

import os
import random
import signal
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass

import redis

from bench.faults import points
from bench.faults.ground import Database
from bench.faults.machine import FULL_BYTES, UNLIMITED, WORKERS, Machine, wait_for
from bench.faults.neighbours import MailServer, Scanner
from bench.faults.points import COMMIT, MOMENTS, PUBLISH, RENAME, SEND

PATIENCE = 30
LONGEST = 6.0  # seconds that a named point stays armed when nobody comes there


@dataclass
class World:
    """Everything that can break."""

    machine: Machine
    database: Database
    mails: MailServer
    scanner: Scanner
    chance: random.Random
    outage: float  # seconds that something stays away, at most
    senders: int = 0  # how often somebody was cut off who may have been sending a mail
    reached: int = 0  # how many named points were reached

    def away(self) -> None:
        """For as long as something stays away."""
        time.sleep(self.chance.uniform(0.3, 1.0) * self.outage)

    def at_point(self, who: str, *doors: str) -> None:
        """Let a process die at a named point; when nobody comes there, nothing happened."""
        point = f"{self.chance.choice(doors)}-{self.chance.choice(MOMENTS)}"
        points.arm(self.machine.armed, who, point)
        end = time.monotonic() + LONGEST
        while any(self.machine.armed.iterdir()) and time.monotonic() < end:
            time.sleep(0.05)
        self.reached += not points.disarm(self.machine.armed)

    def one_of(self, name: str) -> None:
        """Kill one process that does the work of a service."""
        if children := self.machine.children(name):
            with suppress(ProcessLookupError):
                os.kill(self.chance.choice(children), signal.SIGKILL)


def web(world: World) -> None:
    """A web process, all of them, or one at a named point."""
    world.chance.choice(
        [
            lambda: world.one_of("web"),
            lambda: world.machine.kill("web"),
            lambda: world.at_point("web", COMMIT, PUBLISH, RENAME),
            lambda: world.at_point("web", COMMIT, RENAME),
        ]
    )()


def worker(world: World) -> None:
    """A process of a worker, all of them, or one at a named point."""
    world.senders += 1
    name = world.chance.choice(WORKERS)
    world.chance.choice(
        [
            lambda: world.one_of(name),
            lambda: world.machine.kill(name),
            lambda: world.at_point("worker", COMMIT),
            lambda: world.at_point("documents", COMMIT, PUBLISH, RENAME),
        ]
    )()


def relay(world: World) -> None:
    """Whoever delivers the outbox, before and after a mail has left."""
    world.senders += 1
    world.at_point("worker", SEND)


def beat(world: World) -> None:
    """The scheduler, at any moment or beside a message that it sends."""
    if world.chance.random() < 0.5:
        world.machine.kill("beat")
    else:
        world.at_point("beat", PUBLISH)


def two_beats(world: World) -> None:
    """A second scheduler beside the first."""
    world.machine.start("beat2")
    world.away()
    time.sleep(2)  # it takes a while to begin
    world.machine.stop("beat2")


def redis_stopped(world: World) -> None:
    """No broker and no cache for a while; it comes back with what it had written down."""
    world.machine.stop("redis", signal.SIGTERM)
    world.away()
    _redis_again(world)


def redis_restarted(world: World) -> None:
    """Killed, and back at once."""
    world.machine.stop("redis")
    _redis_again(world)


def redis_flushed(world: World) -> None:
    """Everything in it is gone, and nobody's connection breaks."""
    with suppress(redis.RedisError):
        redis.Redis(port=world.machine.redis_port).flushall()


def _redis_again(world: World) -> None:
    world.machine.start("redis")
    wait_for(world.machine.redis_port, PATIENCE)


def database_stopped(world: World) -> None:
    """At once, so that it recovers from its log."""
    world.senders += 2
    world.database.stop_at_once()
    world.away()
    world.database.start()


def backends_ended(world: World) -> None:
    """Every connection to the database breaks."""
    world.senders += 2
    world.database.end_backends()


def disk_full(world: World) -> None:
    """No file can grow any more, for web and workers."""
    world.machine.limit_files(["web", *WORKERS], FULL_BYTES)
    world.away()
    world.machine.limit_files(["web", *WORKERS], UNLIMITED)


def mail_hangs(world: World) -> None:
    """The mail server says nothing, before or after it has taken a mail in."""
    world.mails.hangs = world.chance.choice(MOMENTS)
    world.senders += 2 * (world.mails.hangs == "after")
    world.away()
    world.mails.hangs = ""


def scanner_down(world: World) -> None:
    """The virus scanner turns everybody away, or says nothing."""
    world.scanner.state = world.chance.choice(["gone", "hangs"])
    world.away()
    world.scanner.state = ""


KINDS: dict[str, Callable[[World], None]] = {
    "web": web,
    "worker": worker,
    "relay": relay,
    "beat": beat,
    "two-beats": two_beats,
    "redis-stopped": redis_stopped,
    "redis-flushed": redis_flushed,
    "redis-restarted": redis_restarted,
    "database-stopped": database_stopped,
    "backends-ended": backends_ended,
    "disk-full": disk_full,
    "mail-hangs": mail_hangs,
    "scanner-down": scanner_down,
}
