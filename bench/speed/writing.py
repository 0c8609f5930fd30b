"""What writing costs the web server, and a worker afterwards, beside a bare view in turns."""

import http.client
import itertools
import json
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from statistics import median
from urllib.parse import urlencode

from django.conf import settings

from awards.checks import letters_job
from bench.awards.scene import approved
from bench.forms import part_of_file
from bench.messages import queueing
from bench.offers.load import PART_BYTES, large_pdf
from bench.offers.server import Server
from bench.speed.measuring import Asker, Cost, per_request, used_by
from bench.spike.crowd import SENTENCE, Person
from bench.spike.people import open_call, people
from bench.trust import stage
from portal.mail import delivery
from portal.work import jobs
from portal.work.reminders import moment_of, remind
from tests.cast import Cast

FORM = "application/x-www-form-urlencoded"
BARE = "empty"  # the name of the bare view beside which these stand


@dataclass(frozen=True)
class Work:
    """Something that is done `count` times in a round; its limit, so many times the bare view."""

    name: str
    times: float
    count: int
    act: Callable[[int], None]  # so many times; raises RuntimeError when it did not succeed


class Writer:
    """Connections of people with an offer, who each do a thing once or over and over."""

    def __init__(self, server: Server, writers: list[Person]) -> None:
        self.line = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
        self.file = large_pdf(1)
        self.saving, self.uploading = itertools.cycle(writers[:5]), itertools.cycle(writers[5:10])
        self.sending = iter(writers[10:])

    def save(self) -> None:
        """One autosave of a section."""
        person = next(self.saving)
        version = str(person.version)
        fields = {"title": "Mat", "public_summary": f"{SENTENCE}{version}", "version": version,
                  "page": "page", "turn": version}  # fmt: skip
        person.version = json.loads(self._form(person, "save", fields))["version"]

    def upload(self) -> None:
        """A file of a megabyte: begin, its parts, and finish."""
        person = next(self.uploading)
        size = len(self.file)
        begin = {"name": "plan.pdf", "size": str(size), "modified": str(time.time_ns())}
        found = json.loads(self._form(person, "begin", begin))
        while (start := found["received"]) < size:
            part = part_of_file(person.token, start, self.file[start : start + PART_BYTES])
            found |= json.loads(self._post(person, found["url"], *part))
        self._form(person, found["finish_url"], {})

    def send(self) -> None:
        """An offer that is complete, once."""
        self._form(next(self.sending), "send", {"declared": "on"})

    def _form(self, person: Person, where: str, fields: dict[str, str]) -> bytes:
        body = urlencode({**fields, "csrfmiddlewaretoken": person.token}).encode()
        return self._post(person, person.paths.get(where, where), FORM, body)

    def _post(self, person: Person, path: str, kind: str, body: bytes) -> bytes:
        headers = {"Content-Type": kind, "Cookie": person.cookies, "Accept-Language": "nl"}
        self.line.request("POST", path, body, headers | {"X-Requested-With": "XMLHttpRequest"})
        answer = self.line.getresponse()
        said = answer.read()
        if answer.status != 200:
            raise RuntimeError(f"{path} answers {answer.status}")
        return said


def costs(
    cast: Cast, server: Server, *, rounds: int, seconds: float, is_short: bool
) -> Iterator[tuple[Work, Cost]]:
    """Of each piece of work what it costs. The clock moves on for the reminders: they come last."""
    share = 20 if is_short else 1
    sends = max(1, 10 // share)
    count = 11 + rounds * sends
    persons = people(open_call(cast), count, with_plan=count)
    writer = Writer(server, persons)
    with closing(writer.line), closing(Asker(server)) as bare:
        (settings.RUN_DIR / f"bare-{BARE}").write_bytes(b"")
        beside = partial(per_request, server, bare, f"/bare/{BARE}", seconds)
        for work in (
            Work("autosave", 15, 40 // share, _each(writer.save)),
            Work("upload of a megabyte", 150, max(1, 4 // share), _each(writer.upload)),
            Work("sending", 50, sends, _each(writer.send)),
        ):
            yield work, _in_turns(work, partial(used_by, server), beside, rounds)
        for work in _of_a_worker(rounds, letters=20 // share, reminders=200 // share):
            yield work, _in_turns(work, time.process_time, beside, rounds)


def _of_a_worker(rounds: int, *, letters: int, reminders: int) -> Iterator[Work]:
    """Done in this process, by the functions that the tasks of a worker call."""
    with stage.tasks_left_to_others():
        make = _letters(1 + rounds * letters)
        yield Work("letter of award, as PDF", 150, letters, _each(partial(next, make)))
        due = queueing.seed(1 + rounds * reminders)
        stage.shift_to(moment_of(due, 3))
        while delivery.deliver_due():
            pass
        remind()
        yield Work("reminder, written and sent", 15, reminders, _deliver)


def _letters(count: int) -> Iterator[None]:
    """Make the letters of a decision, one at each step."""
    job = letters_job(approved(count))
    if job is None:
        raise ValueError("no letters were asked for")
    for unit in job.units.order_by("pk"):
        if not jobs._do_unit(job, unit.pk):
            raise RuntimeError("a letter was not made")
        yield


def _deliver(count: int) -> None:
    done = delivery.deliver_due(count)
    if done != count:
        raise RuntimeError(f"{done} of {count} reminders were sent")


def _each(act: Callable[[], object]) -> Callable[[int], None]:
    def repeated(count: int) -> None:
        for _time in range(count):
            act()

    return repeated


def _in_turns(
    work: Work, used: Callable[[], float], beside: Callable[[], float], rounds: int
) -> Cost:
    ours, theirs = [], []
    work.act(1)  # what is loaded and planned once
    for _round in range(rounds):
        theirs.append(beside())
        before = used()
        work.act(work.count)
        ours.append((used() - before) * 1000 / work.count)
    return Cost(work.name, median(ours), median(theirs))
