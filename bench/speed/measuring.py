"""The processor time of the process that answers, per request, beside a bare view in turns."""

import http.client
import os
from contextlib import closing
from dataclasses import asdict, dataclass
from math import log
from pathlib import Path
from statistics import median
from typing import Any

from django.conf import settings

from bench.offers.server import Server

TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Page:
    """A page, who asks for it, and its limit: so many times the bare view. None: only told."""

    name: str
    address: str
    times: float | None
    session: str = ""
    is_unchanged: bool = False  # asked with the tag of what one has: a 304


@dataclass(frozen=True)
class Cost:
    """Milliseconds of processor time of a page or a piece of work, and of the bare view."""

    name: str
    ms: float
    bare_ms: float
    bytes: int | None = None  # of a page
    queries: int | None = None

    @property
    def times(self) -> float:
        return self.ms / self.bare_ms if self.bare_ms else float("inf")

    def as_json(self) -> dict[str, Any]:
        return asdict(self) | {"times": round(self.times, 2)}


class Asker:
    """One kept-open connection to the server."""

    def __init__(self, server: Server, session: str = "") -> None:
        self.line = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
        self.headers = {"Accept-Language": "nl"}
        if session:
            self.headers["Cookie"] = f"sessionid={session}"

    def close(self) -> None:
        self.line.close()

    def ask(self, address: str) -> http.client.HTTPResponse:
        """Raises RuntimeError for anything but 200 and 304."""
        self.line.request("GET", address, headers=self.headers)
        answer = self.line.getresponse()
        self.content = answer.read()
        if answer.status not in {200, 304}:
            raise RuntimeError(f"{address} answers {answer.status}")
        return answer


def cost_of(server: Server, page: Page, queries: int, *, rounds: int, seconds: float) -> Cost:
    """Ask the page and the bare view in turns; what counts is the median of the rounds."""
    with closing(Asker(server, page.session)) as asker, closing(Asker(server)) as bare:
        return _in_turns(server, page, queries, asker, bare, rounds, seconds)


def _in_turns(
    server: Server,
    page: Page,
    queries: int,
    asker: Asker,
    bare: Asker,
    rounds: int,
    seconds: float,
) -> Cost:
    answer = asker.ask(page.address)
    size, tag = len(asker.content), answer.headers["ETag"]
    slug = f"size-{size}"
    (settings.RUN_DIR / f"bare-{slug}").write_bytes(asker.content)
    if page.is_unchanged:
        asker.headers["If-None-Match"] = tag
    ours, theirs = [], []
    for _round in range(rounds):
        theirs.append(per_request(server, bare, f"/bare/{slug}", seconds))
        ours.append(per_request(server, asker, page.address, seconds))
    return Cost(page.name, median(ours), median(theirs), size, queries)


def per_request(server: Server, asker: Asker, address: str, seconds: float) -> float:
    """Milliseconds of processor time per request, over so many seconds of it."""
    asker.ask(address)
    before, count = used_by(server), 0
    while (used := used_by(server) - before) < seconds:
        for _each in range(5):
            asker.ask(address)
        count += 5
    return used * 1000 / count


def used_by(server: Server) -> float:
    """Seconds of processor time of the processes that answer, so far."""
    fields = [
        Path(f"/proc/{worker}/stat").read_text().rpartition(")")[2].split()
        for worker in server.workers()
    ]
    return sum(int(each[11]) + int(each[12]) for each in fields) / TICKS


def exponent(sizes: list[int], values: list[float]) -> float:
    """The slope of the line through the logarithms: 0 is flat, 1 grows as the number does."""
    xs, ys = [log(size) for size in sizes], [log(max(value, 1e-6)) for value in values]
    x, y = sum(xs) / len(xs), sum(ys) / len(ys)
    return sum((a - x) * (b - y) for a, b in zip(xs, ys, strict=True)) / sum(
        (a - x) ** 2 for a in xs
    )
