"""Who does what and when, by chance that is the same each time."""

import itertools
import random
from collections.abc import Iterator
from dataclasses import dataclass, replace

from bench.spike.crowd import Step

LAST_MOMENT = 1.5  # seconds before the deadline after which nobody begins to send
BEFORE_SENDING = 4.0  # seconds between what somebody types last and the button
UPLOAD_AHEAD = 10.0  # and between choosing a file and the button
CHECKS = 3.0  # how long somebody looks at the page that shows what is sent
SEED = 2026


@dataclass(frozen=True)
class Size:
    """How much of everything. Rates are per second, `last` is how long the sending takes."""

    people: int
    sends: int
    before: float
    last: float
    saves: float
    uploads: int
    reads: float
    visits: float
    is_long: bool = False

    def scaled(self, share: float) -> "Size":
        """As many people, who do so much of it in the same time."""
        return replace(
            self, sends=int(self.sends * share), saves=self.saves * share,
            uploads=int(self.uploads * share), reads=self.reads * share,
            visits=self.visits * share,
        )  # fmt: skip

    @property
    def seconds(self) -> float:
        return self.before + self.last


def night(size: Size, public: list[str]) -> list[Step]:
    """The last minute before a deadline, and what goes before it.

    The first people send, after a look at the check page; all of them write until then.
    """
    chance = random.Random(SEED)
    sends = [
        size.before + chance.uniform(CHECKS, size.last - LAST_MOMENT) for _one in range(size.sends)
    ]
    every = [*_sendings(sends), *_saves(size, sends), *_uploads(size, sends, chance)]
    return [*every, *reading(size, public, chance)]


def reading(size: Size, public: list[str], chance: random.Random) -> Iterator[Step]:
    """People who look at a page of their offer, and visitors."""
    for due in _regular(size.reads, size.seconds):
        yield _page_of_writer(size, due, chance)
    for due in _regular(size.visits, size.seconds):
        yield Step(due, "visit", path=chance.choice(public))


def pages(count: int, size: Size, public: list[str]) -> list[Step]:
    """So many pages in a random order, as many of visitors as of who is logged in and writes on."""
    chance = random.Random(SEED)
    return [
        Step(0, "visit", path=chance.choice(public))
        if chance.random() < 0.5
        else _page_of_writer(size, 0, chance)
        for _page in range(count)
    ]


def surplus(rate: float, size: Size, public: list[str]) -> list[Step]:
    """The same pages at a rate, for the whole of the night."""
    found = pages(int(rate * size.seconds), size, public)
    moments = _regular(rate, size.seconds)
    return [
        Step(due, step.kind, step.person, step.path)
        for due, step in zip(moments, found, strict=False)
    ]


def hour(offers: int, seconds: float, saves: int, public: list[str]) -> list[Step]:
    """Offers that are each written, given a file and sent, one person each, all through it."""
    chance, steps = random.Random(SEED), []
    takes = 10 + BEFORE_SENDING + UPLOAD_AHEAD
    for person in range(offers):
        sends_at = chance.uniform(takes, seconds - LAST_MOMENT)
        begins_at = sends_at - takes
        steps += [
            Step(begins_at, "visit", path=chance.choice(public)),
            Step(begins_at + 2, "read", person, "section"),
            *(Step(begins_at + 3 + 7 * turn / saves, "save", person) for turn in range(saves)),
            Step(sends_at - UPLOAD_AHEAD, "upload", person),
            Step(sends_at - CHECKS, "read", person, "send"),
            Step(sends_at, "send", person),
        ]
    return steps


def _page_of_writer(size: Size, due: float, chance: random.Random) -> Step:
    """A page of an offer that is not sent in this run; one that was has none to write on."""
    return Step(due, "read", chance.randrange(size.sends, size.people), "section")


def _sendings(sends: list[float]) -> Iterator[Step]:
    for person, due in enumerate(sends):
        yield Step(due - CHECKS, "read", person, "send")
        yield Step(due, "send", person)


def _saves(size: Size, sends: list[float]) -> Iterator[Step]:
    writers = itertools.cycle(range(size.people))
    until = dict(enumerate(sends))
    for due in _regular(size.saves, size.seconds):
        yield Step(due, "save", next(
            person for person in writers if due < until.get(person, size.seconds) - BEFORE_SENDING
            or person >= size.sends
        ))  # fmt: skip


def _uploads(size: Size, sends: list[float], chance: random.Random) -> Iterator[Step]:
    """Half of them by people who send later on, in the place of the file that was there."""
    for number in range(size.uploads):
        sender = number // 2
        if number % 2 and sends[sender] > UPLOAD_AHEAD:
            yield Step(chance.uniform(0, sends[sender] - UPLOAD_AHEAD), "upload", sender)
        else:
            yield Step(chance.uniform(0, size.seconds - 1), "upload", size.people - 1 - number)


def _regular(rate: float, seconds: float) -> Iterator[float]:
    return (number / rate for number in range(int(rate * seconds)))
