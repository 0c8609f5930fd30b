"""Autosave under load, and beside large uploads: times from the moment that a save was due."""

import http.client
import io
import json
import os
import re
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from statistics import median, quantiles
from urllib.parse import urlencode

import pikepdf
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from applications import services
from applications.models import Proposal
from bench.bar import Bar
from bench.forms import part_of_file
from bench.offers.server import Server, forget_peak, running_server
from bench.offers.slowness import sample, slowness, tail
from bench.processes import memory_of
from calls.models import Phase
from portal.accounts.models import User
from tests.applications.stages import open_phase
from tests.cast import Cast, client_of

RATE = 100  # saves a second, each by another writer
AUTOSAVE_MS = 100
BESIDE_UPLOADS_MS = 500
UPLOADS = 8
GROWTH_MB = 50
PART_BYTES = 1024 * 1024
REPORTED_SECONDS = 20
LINES = 16  # connections that the writers share
TEXT = "Wij winnen vezels uit bermgras en persen die tot een mat. " * 12
SECTION = "summary"


@dataclass
class Saves:
    """What came of a run of saves: milliseconds each, from when it was due to its answer."""

    times: list[float] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)
    calibration: list[float] = field(default_factory=list)

    @property
    def p99(self) -> float:
        return quantiles(self.times, n=100)[98] if len(self.times) > 1 else float("inf")

    @property
    def factor(self) -> float:
        return tail(self.calibration)

    def bar(self, name: str, limit_ms: float) -> Bar:
        """The 99th percentile against a limit that is scaled to this machine at this moment."""
        limit = limit_ms * self.factor
        return Bar(
            name,
            f"p99 {limit_ms:.0f} ms x {self.factor:.2f} = {limit:.0f} ms",
            f"p99 {self.p99:.0f} ms, median {median(self.times or [0]):.0f} ms,"
            f" {len(self.times)} saves, {len(self.failed)} failed",
            bool(self.times) and not self.failed and self.p99 <= limit,
        )


class Line:
    """One kept-open connection of somebody who is logged in."""

    def __init__(self, server: Server, user: User) -> None:
        self.line = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
        session = client_of(user).cookies["sessionid"].value
        self.cookies = {"sessionid": session}
        self.token = ""

    def read(self, path: str) -> bytes:
        """A page; the first one brings the token that a form needs."""
        return self.ask("GET", path, b"", {})[1]

    def post(self, path: str, fields: dict[str, str]) -> tuple[int, dict]:
        """A form as the script sends it, and what it is told."""
        body = urlencode({**fields, "csrfmiddlewaretoken": self.token}).encode()
        kind = {"Content-Type": "application/x-www-form-urlencoded"}
        status, said = self.ask("POST", path, body, kind)
        return status, json.loads(said or b"{}")

    def post_part(self, path: str, start: int, part: bytes) -> tuple[int, dict]:
        """One part of a file."""
        kind, body = part_of_file(self.token, start, part)
        status, said = self.ask("POST", path, body, {"Content-Type": kind})
        return status, json.loads(said or b"{}")

    def ask(self, method: str, path: str, body: bytes, headers: dict) -> tuple[int, bytes]:
        sent = {
            "Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items()),
            "X-Requested-With": "XMLHttpRequest",
            **headers,
        }
        self.line.request(method, path, body, sent)
        answer = self.line.getresponse()
        said = answer.read()
        for cookie in answer.headers.get_all("Set-Cookie") or ():
            name, value = cookie.split(";")[0].split("=", 1)
            self.cookies[name] = value
        if found := re.search(rb'name="csrfmiddlewaretoken" value="([^"]+)"', said):
            self.token = found[1].decode()
        return answer.status, said


def autosave_bars(cast: Cast, *, seconds: float) -> list[Bar]:
    """The time of a save at a hundred a second, what it writes, and how many queries it takes."""
    proposals = drafts(cast, RATE)
    rate = RATE / slowness()  # a machine that is twice as slow now is asked half as much
    with running_server() as server:
        lines = lines_of(server, cast.applicant, proposals)
        before = written()
        saves = saving(lines, proposals, rate=rate, seconds=seconds)
    done = len(saves.times)
    wrote = written_since(before, done)
    name = f"autosave at {RATE} a second"
    if rate < RATE:
        name += f", {rate:.0f} on this machine now"
    return [
        saves.bar(name, AUTOSAVE_MS),
        Bar(
            f"{name}, rows written",
            f"{done}: one UPDATE each",
            ", ".join(f"{table} {count}" for table, count in sorted(wrote.items())),
            wrote == {"applications_workingsection, update": done},
        ),
        query_bar(cast),
    ]


def query_bar(cast: Cast) -> Bar:
    """The queries of one save, whatever the length of the text and however often it was saved."""
    (proposal,) = drafts(cast, 1)
    client = client_of(cast.applicant)
    counted = [queries_of(client, proposal, version, TEXT * version) for version in range(1, 6)]
    return Bar(
        "autosave, queries of one request",
        "equal, one UPDATE",
        ", ".join(f"{number} ({updates} UPDATE)" for number, updates in counted),
        len(set(counted)) == 1 and counted[0][1] == 1,
    )


def queries_of(client: Client, proposal: Proposal, version: int, text: str) -> tuple[int, int]:
    """How many queries one save takes, and how many of them write."""
    fields = {"version": str(version), "title": "Mat", "public_summary": text}
    with CaptureQueriesContext(connection) as captured:
        answer = client.post(address(proposal, "autosave", SECTION), fields)
    if answer.status_code != 200:
        raise RuntimeError(f"a save answers {answer.status_code}")
    reads = ("SELECT", "EXECUTE planned")  # portal/compiled.py
    writes = [each for each in captured if not each["sql"].startswith(reads)]
    return len(captured), len(writes)


def upload_bars(cast: Cast, *, megabytes: int, rate: int) -> list[Bar]:
    """Eight large uploads at once, and people who go on writing beside them."""
    writing, uploading = drafts(cast, rate), drafts(cast, UPLOADS)
    data = large_pdf(megabytes)
    with running_server() as server:
        failed: list[str] = []
        lines = lines_of(server, cast.applicant, writing)
        workers = server.workers()
        for worker in workers:
            forget_peak(worker)
        before = {worker: memory_of(worker) for worker in workers}
        with uploads_underway(server, cast.applicant, uploading, data, failed) as is_busy:
            saves = saving(lines, writing, rate=rate / slowness(), until=is_busy)
        growth = max(memory_of(worker, "VmHWM") - before[worker] for worker in workers)
    stored = sum(proposal.attachments.exists() for proposal in uploading)
    name = f"{UPLOADS} uploads of {megabytes} MB at once"
    return [
        Bar(f"{name}, complete", str(UPLOADS), f"{stored} {' '.join(failed)}", stored == UPLOADS),
        saves.bar(f"{name}, autosave beside them", BESIDE_UPLOADS_MS),
        Bar(
            f"{name}, growth of a web process",
            f"below {GROWTH_MB} MB",
            f"{growth:.0f} MB",
            growth < GROWTH_MB,
        ),
    ]


def drafts(cast: Cast, count: int) -> list[Proposal]:
    """So many drafts of one company, each with its first version of the section."""
    phase = Phase.objects.select_related("call").get(pk=open_phase(cast).pk)
    begun = [
        services.start_offer(phase, organisation=cast.company, by=cast.applicant)
        for _number in range(count)
    ]
    for proposal in begun:
        services.save_section(proposal, SECTION, {"title": "Mat"}, version=0, by=cast.applicant)
    return begun


def address(proposal: Proposal, page: str, *more: str) -> str:
    """The address of a page of an offer."""
    place = [proposal.dossier.reference, proposal.phase.code, *more]
    return reverse(f"applications:{page}", args=place)


def written_since(before: "Counts", expected: int) -> dict[str, int]:
    """What was written; sessions report it with a delay, the last of it when they end."""
    end = time.monotonic() + REPORTED_SECONDS
    while True:
        wrote = {table: count for table, count in (written() - before).items() if count}
        if sum(wrote.values()) >= expected or time.monotonic() > end:
            return wrote
        time.sleep(0.3)


def written() -> "Counts":
    """How many rows of each table were inserted, updated and deleted so far."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_stat_force_next_flush()")  # what this session did itself
        cursor.execute("SELECT relname, n_tup_ins, n_tup_upd, n_tup_del FROM pg_stat_user_tables")
        rows = cursor.fetchall()
    return Counts(
        {
            f"{table}, {verb}": count
            for table, *counts in rows
            for verb, count in zip(("insert", "update", "delete"), counts, strict=True)
        }
    )


class Counts(dict[str, int]):
    """Counts that can be subtracted."""

    def __sub__(self, other: dict[str, int]) -> "Counts":
        return Counts({name: count - other.get(name, 0) for name, count in self.items()})


def lines_of(server: Server, user: User, proposals: list[Proposal]) -> list[Line]:
    """Connections of people who have their page open; each worker has answered some."""
    lines = [Line(server, user) for _number in range(min(LINES, len(proposals)))]
    for line in lines:
        line.read(address(proposals[0], "section", SECTION))
    return lines


def saving(
    lines: list[Line],
    proposals: list[Proposal],
    *,
    rate: float,
    seconds: float = 0,
    until: Callable[[], bool] | None = None,
) -> Saves:
    """Save at this rate, each writer in turn, and calibrate meanwhile."""
    saves, stop = Saves(), threading.Event()
    began = time.perf_counter() + 0.2
    count = int(rate * seconds) if seconds else 10**9
    threads = [
        threading.Thread(
            target=_save_in_turn,
            args=(line, proposals[place :: len(lines)]),
            kwargs={
                "moments": (
                    (number, began + number / rate) for number in range(place, count, len(lines))
                ),
                "saves": saves,
                "stop": stop,
            },
        )
        for place, line in enumerate(lines)
    ]
    for thread in threads:
        thread.start()
    while any(thread.is_alive() for thread in threads):
        saves.calibration.append(sample())
        time.sleep(0.3)
        if until is not None and not until():
            stop.set()
    for line in lines:
        line.line.close()
    return saves


def _save_in_turn(
    line: Line,
    proposals: list[Proposal],
    *,
    moments: Iterable[tuple[int, float]],
    saves: Saves,
    stop: threading.Event,
) -> None:
    """One connection: its share of the writers, each with the version that it saw last."""
    versions = dict.fromkeys((proposal.pk for proposal in proposals), 1)
    for turn, (number, due) in enumerate(moments):
        if stop.is_set():
            return
        proposal = proposals[turn % len(proposals)]
        time.sleep(max(0, due - time.perf_counter()))
        fields = {
            "title": "Mat", "public_summary": f"{TEXT} {number}",
            "version": str(versions[proposal.pk]), "page": f"page-{proposal.pk}",
            "turn": str(number),
        }  # fmt: skip
        status, said = line.post(address(proposal, "autosave", SECTION), fields)
        if status == 200:
            saves.times.append((time.perf_counter() - due) * 1000)
            versions[proposal.pk] = said["version"]
        else:
            saves.failed.append(str(status))


@contextmanager
def uploads_underway(
    server: Server, user: User, proposals: list[Proposal], data: bytes, failed: list[str]
) -> Iterator[Callable[[], bool]]:
    """Upload to all of these at once; yields whether some still do."""

    def run(proposal: Proposal) -> None:
        try:
            upload(server, user, proposal, data)
        except (OSError, RuntimeError, KeyError) as error:
            failed.append(str(error))
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(proposal,)) for proposal in proposals]
    for thread in threads:
        thread.start()
    yield lambda: any(thread.is_alive() for thread in threads)
    for thread in threads:
        thread.join()


def upload(server: Server, user: User, proposal: Proposal, data: bytes) -> None:
    """One file in parts, as static/js/uploads.js sends it. Raises RuntimeError."""
    line = Line(server, user)
    line.read(address(proposal, "section", "files"))
    begin = {"name": "plan.pdf", "size": str(len(data)), "modified": "1"}
    status, said = line.post(address(proposal, "begin-upload", "project_plan"), begin)
    while status == 200 and said["received"] < len(data):
        start = said["received"]
        status, said = line.post_part(said["url"], start, data[start : start + PART_BYTES])
    if status == 200:
        status, said = line.post(said["finish_url"], {})
    line.line.close()
    if status != 200:
        raise RuntimeError(f"{status} {said}")


def large_pdf(megabytes: int) -> bytes:
    """A sound PDF of about this size."""
    with pikepdf.new() as document:
        document.add_blank_page()
        document.Root.Extra = document.make_stream(os.urandom(megabytes * 1024 * 1024))
        target = io.BytesIO()
        document.save(target)
    return target.getvalue()
