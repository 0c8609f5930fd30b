"""The people of the spike, in a process of their own: who does what, and what they were told.

Everybody acts at a moment that was set beforehand, however slow the answers are; a time counts from
that moment to the answer. Who writes and gets no answer, or hears that something is wrong, tries
again as a browser and a person do. This module knows no Django, so its process is small.
"""

import asyncio
import hashlib
import itertools
import json
import multiprocessing
import os
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from urllib.parse import urlencode

from bench.forms import part_of_file, receipt_in
from bench.spike.wire import Answer, Lines
from dev.processes import weigh_session

SENTENCE = "Wij winnen vezels uit bermgras en persen die tot een mat. " * 6
PART_BYTES = 1024 * 1024
PAUSE = 1.0  # seconds before somebody tries again
INSISTS = 30.0  # seconds in which somebody goes on trying
WRITES = ("save", "upload", "send")
FIRST = 10  # steps of niceness


@dataclass
class Person:
    """Somebody who is logged in, with an offer to write. `version` counts the saves so far."""

    proposal: int
    cookies: str
    token: str
    paths: dict[str, str]
    version: int = 1


@dataclass(frozen=True, order=True)
class Step:
    """What one person does, so many seconds after the beginning."""

    due: float
    kind: str = field(compare=False)  # save, upload, send, read, proof; visit is nobody's
    person: int = field(compare=False, default=0)  # place in the list of people
    path: str = field(compare=False, default="")  # of what is read


@dataclass(frozen=True)
class Took:
    """One step that got its answer: how it ended, and the milliseconds until then."""

    kind: str
    status: int
    ms: float
    may_retry: bool = False


@dataclass
class Told:
    """What everybody was told, by offer; the same words as the ledger of bench/faults."""

    saved: dict[int, tuple[int, str]] = field(default_factory=dict)
    tried: dict[int, str] = field(default_factory=dict)
    uploaded: dict[int, str] = field(default_factory=dict)
    sent: dict[int, tuple[str, str]] = field(default_factory=dict)
    cut: set[int] = field(default_factory=set)  # a sending of which the first answer was lost
    refused: set[int] = field(default_factory=set)
    proofs: dict[int, bytes] = field(default_factory=dict)
    strange: list[str] = field(default_factory=list)
    answers: Counter[tuple[str, int]] = field(default_factory=Counter)
    took: list[Took] = field(default_factory=list)
    late: list[float] = field(default_factory=list)  # ms by which the crowd itself was behind


@dataclass(frozen=True)
class Plan:
    """A whole run. `began` is when second 0 is, by time.time()."""

    port: int  # of the proxy in front of the portal
    people: list[Person]
    steps: list[Step]
    file: bytes
    began: float
    hold: float = 0.0  # seconds in which the steps are done over and over, so many at once:
    at_once: int = 0


class Crowd:
    """Plays one plan."""

    def __init__(self, plan: Plan) -> None:
        self.plan, self.told, self.lines = plan, Told(), Lines(plan.port)
        self.busy = [asyncio.Lock() for _person in plan.people]  # one thing at a time each
        self.file_sha256 = hashlib.sha256(plan.file).hexdigest()
        self.doing: dict[str, Callable[[Step], Awaitable[Answer]]] = {
            "save": self._save, "upload": self._upload, "send": self._send,
            "read": self._read, "visit": self._visit, "proof": self._proof,
        }  # fmt: skip

    async def play(self) -> Told:
        """Every step at its moment, or over and over when the plan says so."""
        offset = time.perf_counter() + self.plan.began - time.time()
        if self.plan.at_once:
            await self._hold(offset)
        else:
            async with asyncio.TaskGroup() as tasks:
                for step in sorted(self.plan.steps):
                    due = offset + step.due
                    if (ahead := due - time.perf_counter()) > 0:
                        await asyncio.sleep(ahead)
                    self.told.late.append((time.perf_counter() - due) * 1000)
                    tasks.create_task(self._do(step, due))
        await self.lines.close()
        return self.told

    async def _hold(self, offset: float) -> None:
        await asyncio.sleep(max(0, offset - time.perf_counter()))
        steps, end = itertools.cycle(self.plan.steps), offset + self.plan.hold

        async def go_on() -> None:
            while (now := time.perf_counter()) < end:
                await self._do(next(steps), now)

        await asyncio.gather(*(go_on() for _one in range(self.plan.at_once)))

    async def _do(self, step: Step, due: float) -> None:
        if step.kind in WRITES:
            async with self.busy[step.person]:
                answer = await self.doing[step.kind](step)
        else:
            answer = await self.doing[step.kind](step)
        ms = (time.perf_counter() - due) * 1000
        self.told.took.append(Took(step.kind, answer.status, ms, answer.may_retry))

    # ---- what people do ----

    async def _visit(self, step: Step) -> Answer:
        return await self._counted(step.kind, _get(step.path, ""))

    async def _read(self, step: Step) -> Answer:
        person = self.plan.people[step.person]
        return await self._counted(step.kind, _get(person.paths[step.path], person.cookies))

    async def _proof(self, step: Step) -> Answer:
        person = self.plan.people[step.person]
        request = _get(person.paths["proof"], person.cookies)
        answer = await self._insist(step, lambda: self._counted(step.kind, request), {200})
        if answer.status == 200:
            self.told.proofs[person.proposal] = answer.body
        return answer

    async def _save(self, step: Step) -> Answer:
        person = self.plan.people[step.person]
        text = f"{SENTENCE}{person.version}"
        fields = {"title": "Mat", "public_summary": text, "version": str(person.version),
                  "page": f"page-{person.proposal}", "turn": str(person.version)}  # fmt: skip
        self.told.tried[person.proposal] = text
        request = _form(person, "save", fields)
        answer = await self._insist(step, lambda: self._counted("save", request), {200, 409, 410})
        if answer.status == 200:
            person.version = json.loads(answer.body)["version"]
            self.told.saved[person.proposal] = (person.version, text)
        elif answer.status == 409:
            self._strange(person, "a save conflicts with itself")
        return answer

    async def _upload(self, step: Step) -> Answer:
        person = self.plan.people[step.person]
        answer = await self._insist(step, lambda: self._whole_upload(person), {200, 410})
        if answer.status == 200:
            self.told.uploaded[person.proposal] = self.file_sha256
        return answer

    async def _whole_upload(self, person: Person) -> Answer:
        """Begin, the parts that are not there yet, and finish."""
        size = len(self.plan.file)
        begin = {"name": "plan.pdf", "size": str(size), "modified": "1"}
        answer = await self._counted("upload", _form(person, "begin", begin))
        while answer.status == 200 and (found := json.loads(answer.body))["received"] < size:
            part = _part(person, found["url"], found["received"], self.plan.file)
            answer = await self._counted("upload", part)
        if answer.status != 200:
            return answer
        return await self._counted("upload", _form(person, found["finish_url"], {}))

    async def _send(self, step: Step) -> Answer:
        person = self.plan.people[step.person]
        request = _form(person, "send", {"declared": "on"})
        answer = await self._insist(step, lambda: self._counted("send", request), {200, 409})
        if answer.status == 200:
            if shown := receipt_in(answer.body):
                self.told.sent[person.proposal] = shown
            else:
                self._strange(person, "sent, and there is no receipt")
        elif answer.status == 409:
            there = await self._counted("read", _get(person.paths["receipt"], person.cookies))
            # It was received and the answer got lost: it stands there. Or it was refused.
            (self.told.cut if there.status == 200 else self.told.refused).add(person.proposal)
        return answer

    async def _insist(
        self, step: Step, attempt: Callable[[], Awaitable[Answer]], wanted: set[int]
    ) -> Answer:
        end = time.perf_counter() + INSISTS
        while (answer := await attempt()).status not in wanted:
            if time.perf_counter() > end:
                self._strange(self.plan.people[step.person], f"{step.kind}: no success")
                break
            await asyncio.sleep(PAUSE)
        return answer

    async def _counted(self, kind: str, request: bytes) -> Answer:
        answer = await self.lines.ask(request)
        self.told.answers[kind, answer.status] += 1
        return answer

    def _strange(self, person: Person, what: str) -> None:
        self.told.strange.append(f"offer {person.proposal}: {what}")


def _get(path: str, cookies: str) -> bytes:
    return (
        f"GET {path} HTTP/1.1\r\nHost: localhost\r\nAccept-Language: nl\r\n"
        f"Cookie: {cookies}\r\n\r\n"
    ).encode()


def _form(person: Person, where: str, fields: dict[str, str]) -> bytes:
    body = urlencode({**fields, "csrfmiddlewaretoken": person.token}).encode()
    path = person.paths.get(where, where)
    return _post(person, path, "application/x-www-form-urlencoded", body, where)


def _part(person: Person, path: str, start: int, file: bytes) -> bytes:
    kind, body = part_of_file(person.token, start, file[start : start + PART_BYTES])
    return _post(person, path, kind, body, "part")


def _post(person: Person, path: str, kind: str, body: bytes, where: str) -> bytes:
    # A sending comes from the page itself; all else is sent by a script.
    script = "" if where == "send" else "X-Requested-With: XMLHttpRequest\r\n"
    head = (
        f"POST {path} HTTP/1.1\r\nHost: localhost\r\nAccept-Language: nl\r\n{script}"
        f"Cookie: {person.cookies}\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


def play(plan: Plan) -> Told:
    """Play a plan to its end, in this process."""
    return asyncio.run(Crowd(plan).play())


def _go_first() -> None:
    """People have machines of their own: here theirs comes first, and the portal gets the rest.

    Otherwise a time holds the crowd's own wait for a processor. Who may not ask it goes without.
    """
    os.setsid()
    with suppress(OSError):
        os.nice(-FIRST)
    weigh_session(-FIRST)


@contextmanager
def process() -> Iterator[ProcessPoolExecutor]:
    """A process for the crowd, which is up when the block begins."""
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(max_workers=1, mp_context=context, initializer=_go_first) as pool:
        pool.submit(time.time).result()
        yield pool
