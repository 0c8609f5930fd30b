"""What pages cost: `make bench`. Every limit is a number of times a bare view in the same run."""

import tempfile
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from django.test import Client
from django.urls import reverse

from bench.bar import Bar, milliseconds
from bench.faults.machine import WORKERS, Machine
from bench.funnel.seed_offers import EACH, seed
from bench.offers.server import PATIENCE, Server, environ, running_server
from bench.pages import statements_of
from bench.processes import memory_of
from bench.speed import results, scene, writing
from bench.speed.measuring import Cost, Page, cost_of, exponent
from bench.speed.results import Result
from bench.trust import stage
from calls.models import Call
from dev.processes import wait_until
from funnel.summaries.recounting import recount
from tests.cast import Cast, client_of

# Growth first, so that pages are measured with all data there; writing moves the clock.
PARTS = ("growth", "pages", "writing", "start")
QUERIES = 12
SIZES, SHORT_SIZES = (10, 1_000, 100_000), (10, 100, 400)
LIST_GROWTH, AGGREGATE_GROWTH = 0.1, 1.05
START_S, MEMORY_MB = 10, 250
HOW = "gunicorn gthread, 1 process, 4 threads, persistent connections, no debug"
MODULE = "bench.speed.settings"


def bars(*, is_short: bool, parts: tuple[str, ...] = PARTS) -> list[Bar]:
    """Measure the parts asked for; the short form asks less often and of less data."""
    stage.quiet()
    cast = stage.cast()
    rounds, seconds = (1, 0.1) if is_short else (5, 1.0)
    measure = partial(measured, rounds=rounds, seconds=seconds)
    result = Result(HOW)
    work: dict[str, Callable[[], list[Bar]]] = {
        "growth": partial(growth_bars, cast, measure, SHORT_SIZES if is_short else SIZES, result),
        "pages": partial(page_bars, cast, measure, result),
        "writing": partial(writing_bars, cast, rounds, seconds, result, is_short=is_short),
        "start": start_bars,
    }
    found = [bar for part in parts for bar in work[part]()]
    results.write(result)
    return found


def measured(pages: list[Page], *, rounds: int, seconds: float) -> list[Cost]:
    """Of each page what it costs and how many queries it asks, once a process is warm."""
    with running_server(MODULE, workers=1, threads=4) as server:
        return [
            cost_of(server, page, queries_of(page), rounds=rounds, seconds=seconds)
            for page in pages
        ]


def queries_of(page: Page) -> int:
    """Asked in this process, as the server asks them."""
    client = Client()
    if page.session:
        client.cookies["sessionid"] = page.session
    return len(statements_of(client, page.address))


def page_bars(cast: Cast, measure: Callable[[list[Page]], list[Cost]], result: Result) -> list[Bar]:
    """Processor time and queries of each page."""
    pages = scene.pages(cast)
    costs = measure(pages)
    result.costs += costs
    found = []
    for page, cost in zip(pages, costs, strict=True):
        most = page.times
        found.append(
            Bar(
                f"{page.name}, processor time",
                "told" if most is None else f"{most:.3g} x the bare view",
                f"{cost.times:.2f} x: {cost.ms:.2f} ms, bare {cost.bare_ms:.2f} ms,"
                f" {(cost.bytes or 0) // 1000} kB; {results.compared(cost)}",
                most is None or cost.times <= most,
            )
        )
        few = cost.queries is not None and cost.queries <= QUERIES
        found.append(
            Bar(
                f"{page.name}, queries", "told" if most is None else str(QUERIES),
                str(cost.queries), most is None or few,
            )
        )  # fmt: skip
    return found


def writing_bars(
    cast: Cast, rounds: int, seconds: float, result: Result, *, is_short: bool
) -> list[Bar]:
    """Processor time of what people write, and of what a worker makes and sends afterwards."""
    with running_server(MODULE, workers=1, threads=4) as server:
        found = list(writing.costs(cast, server, rounds=rounds, seconds=seconds, is_short=is_short))
    result.costs += [cost for _work, cost in found]
    return [
        Bar(
            f"{work.name}, processor time",
            f"{work.times:.3g} x the bare view",
            f"{cost.times:.2f} x: {cost.ms:.2f} ms, bare {cost.bare_ms:.2f} ms;"
            f" {results.compared(cost)}",
            cost.times <= work.times,
        )
        for work, cost in found
    ]


def growth_bars(
    cast: Cast,
    measure: Callable[[list[Page]], list[Cost]],
    sizes: tuple[int, ...],
    result: Result,
) -> list[Bar]:
    """How time grows with the number of offers: a list does not, what adds all up just so.

    As somebody sees it who is logged in: those pages are made each time.
    """
    analyst = scene.session_of(client_of(cast.analyst))
    address = {
        "list of calls": reverse("calls:list"),
        "dashboard": reverse("funnel:portfolio"),
        "list of phases": reverse("funnel:portfolio") + "?view=table",
    }
    times: dict[str, list[float]] = {name: [] for name in (*address, "recount of all figures")}
    counts = []
    for size in sizes:
        seed(max(1, size // EACH) - Call.objects.published().count())
        counts.append(Call.objects.published().count() * EACH)
        times["recount of all figures"].append(milliseconds(recount))
        pages = [Page(name, at, None, analyst) for name, at in address.items()]
        for cost in measure(pages):
            times[cost.name].append(cost.times)
    result.growth = {name: dict(zip(counts, values, strict=True)) for name, values in times.items()}
    return [_growth_bar(name, counts, values) for name, values in times.items()]


def _growth_bar(name: str, counts: list[int], values: list[float]) -> Bar:
    limit = AGGREGATE_GROWTH if name.startswith("recount") else LIST_GROWTH
    found = exponent(counts, values)
    at = ", ".join(f"{count:,}: {value:.1f}" for count, value in zip(counts, values, strict=True))
    return Bar(
        f"{name}, growth over the number of offers", f"{limit}", f"{found:.2f} ({at})",
        found <= limit,
    )  # fmt: skip


def start_bars() -> list[Bar]:
    """How long each process takes until it does its work, and what it then holds."""
    server = Server(MODULE, workers=1, threads=4)
    try:
        seconds = milliseconds(server.start) / 1000
        held = memory_of(server.workers()[0])
    finally:
        server.kill()
    return [*_started("web", seconds, held), *_workers_bars()]


def _workers_bars() -> Iterator[Bar]:
    """The workers and the scheduler as docker-compose.yml starts them."""
    with tempfile.TemporaryDirectory(prefix="trechter-start-") as folder:
        machine = Machine(Path(folder), environ("", MODULE), is_full=True)
        for name in (*WORKERS, "beat"):
            begin = time.monotonic()
            machine.start(name)
            try:
                wait_until(partial(machine.works, name), seconds=PATIENCE)
                seconds = time.monotonic() - begin
                processes = [machine.running[name].pid, *machine.children(name)]
                held = max(memory_of(process) for process in processes)
            finally:
                machine.stop(name)
            yield from _started(name, seconds, held)


def _started(name: str, seconds: float, held: float) -> list[Bar]:
    return [
        Bar(f"{name}, start to first work", f"{START_S} s", f"{seconds:.1f} s",
            seconds <= START_S),
        Bar(f"{name}, memory of its largest process", f"{MEMORY_MB} MB", f"{held:.0f} MB",
            held <= MEMORY_MB),
    ]  # fmt: skip
