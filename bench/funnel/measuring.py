"""What figures over many calls cost: freshness, pages, lists and exports."""

import resource
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse

from bench.bar import Bar, Timing, milliseconds, timed
from bench.pages import statements_of
from calls.models import Call
from funnel.summaries.models import PhaseSummary
from funnel.summaries.recounting import recount
from funnel.summaries.refreshing import refresh
from funnel.summaries.selectors import progress_now
from funnel.summaries.totals import from_stored, totals_of
from portal.audit.record import record

BEHIND_S = 60
PAGE_MS, SERVED_MS = 100, 10
QUERIES = 5
GROWTH_MB = 16
FILTERS = {
    "nothing chosen": "",
    "year": "?year={year}",
    "own period": "?since={year}-01-01&until={year}-06-30",
    "authority": "?authority={authority}",
    "instrument": "?instrument=sbir",
    "tier": "?tier=municipality",
    "mission": "?mission=dementie",
    "theme": "?theme=health",
    "words": "?q=viaduct",
    "all together": "?year={year}&instrument=sbir&theme=health&q=viaduct&state=published",
}
# The same sums by hand, straight from the offers: no function of the portal takes part.
BY_HAND = """
    SELECT
        (SELECT count(*) FROM applications_openedproposal),
        (SELECT sum(price_incl_vat) FROM applications_openedproposal),
        (SELECT count(*) FROM awards_decision WHERE outcome = 'award'),
        (SELECT sum(amount_incl_vat) FROM awards_decision WHERE outcome = 'award'),
        (SELECT sum(amount_incl_vat) FROM contracting_payment WHERE state = 'paid'),
        (SELECT sum(amount_excl_vat) FROM awards_purchase)
"""
SAME = ("offers", "asked_incl_vat", "awarded", "awarded_incl_vat", "paid_incl_vat",
        "bought_excl_vat")  # fmt: skip


def equality_bars() -> list[Bar]:
    """The rows beside a recount, and their totals beside sums that SQL makes by itself."""
    done = recount()
    with connection.cursor() as cursor:
        cursor.execute(BY_HAND)
        by_hand = cursor.fetchone()
    totals = totals_of(PhaseSummary.objects.filter(source="portal"))
    ours = tuple(totals[name] for name in SAME)
    different = [name for name, a, b in zip(SAME, ours, by_hand, strict=True) if a != b]
    return [
        Bar(
            f"rows that differ from a recount, of {done.rows:,}", "0", str(done.differing),
            done.differing == 0,
        ),
        Bar(
            "sums that differ from SQL straight from the offers, to the cent", "0",
            f"{len(different)} of {len(SAME)}; € {ours[1]:,} asked", not different,
        ),
    ]  # fmt: skip


def freshness_bar(calls: int) -> Bar:
    """How old a figure can be when so many calls change between two runs."""
    with transaction.atomic():
        for call in Call.objects.order_by("pk")[:calls]:
            record("write_result", call, by=None)
    between: float = settings.CELERY_BEAT_SCHEDULE["refresh-summaries"]["schedule"]
    counted: list[int] = []
    seconds = milliseconds(lambda: counted.append(refresh())) / 1000
    behind = between + seconds
    return Bar(
        f"summaries behind, {calls:,} calls changed at once",
        f"{BEHIND_S} s",
        f"{behind:.1f} s: every {between:.0f} s, counting takes {seconds:.1f} s",
        behind <= BEHIND_S and counted == [calls],
    )


def page_bars(client: Client) -> list[Bar]:
    """How many queries the dashboard takes with each filter."""
    found = []
    for name, address in _dashboards().items():
        own, frame = queries_of(client, address)
        told = f"{own}, and {frame} that every page asks"
        found.append(Bar(f"queries of the dashboard, {name}", str(QUERIES), told, own <= QUERIES))
    return found


def time_bars(client: Client, runs: int) -> list[Bar]:
    """Time on the server of the dashboard with each filter, whole page; and of what is kept."""
    found = [
        time_bar(f"dashboard, {name}", PAGE_MS, partial(client.get, address), runs)
        for name, address in _dashboards().items()
    ]
    return [*found, time_bar("figures that a summary serves", SERVED_MS, _served, runs)]


def _dashboards() -> dict[str, str]:
    row = PhaseSummary.objects.select_related("authority").latest("pk")
    values = {"year": row.year, "authority": row.authority.uuid}
    here = reverse("funnel:portfolio")
    return {name: here + query.format(**values) for name, query in FILTERS.items()}


def time_bar(name: str, limit_ms: int, work: Callable[[], object], runs: int) -> Bar:
    """An absolute limit, scaled to how slow the machine was in the same moments."""
    return judged(name, limit_ms, timed(work, runs=runs))


def judged(name: str, limit_ms: int, timing: Timing) -> Bar:
    limit = timing.limit(limit_ms)
    return Bar(
        name, f"{limit_ms} ms x {timing.factor:.2f} = {limit:.0f} ms", f"{timing.ms:.1f} ms",
        timing.ms <= limit,
    )  # fmt: skip


def _served() -> object:
    """The totals of everything, as every reader of all calls gets them."""
    return from_stored(progress_now().told["totals"])


def queries_of(client: Client, address: str) -> tuple[int, int]:
    """How many queries a page takes for its figures, and how many because it is a page."""
    asked = statements_of(client, address)
    own = sum(map(_is_of_figures, asked))
    return own, len(asked) - own


def _is_of_figures(sql: str) -> bool:
    """The rows, how fresh they are, saved views, and whose figures one may read."""
    if "summaries_" in sql or "portfolio_" in sql:
        return True
    return "accounts_membership" in sql and "'analyst'" in sql


def list_queries(client: Client) -> dict[str, int]:
    """Queries of the two lists as they are now: phases, and the offers behind a figure."""
    addresses = {
        "phases": reverse("funnel:portfolio") + "?instrument=sbir",
        "offers": reverse("funnel:selection-offers", args=["offers"]) + "?instrument=sbir",
    }
    return {name: sum(queries_of(client, address)) for name, address in addresses.items()}


def list_bars(counted: dict[str, dict[int, int]]) -> list[Bar]:
    """The queries of each list at each size."""
    return [
        Bar(
            f"queries of the list of {name} at {', '.join(f'{size:,}' for size in sizes)}", "equal",
            ", ".join(map(str, sizes.values())), len(set(sizes.values())) == 1,
        )
        for name, sizes in counted.items()
    ]  # fmt: skip


def export_bar(client: Client, name: str, address: str, least: int) -> Bar:
    """The memory that an export takes after its first thousand lines."""
    answer = client.get(address)
    lines, first, peak = 0, 0.0, 0.0
    for _piece in _pieces(answer):
        lines += 1
        if lines % 1000 == 0:
            now = memory_mb()
            first, peak = first or now, max(peak, now)
    grown = peak - first
    return Bar(
        f"export of {name} as CSV, memory", f"{GROWTH_MB} MB more, {least:,} rows or more",
        f"{grown:.1f} MB more, {lines - 1:,} rows", grown <= GROWTH_MB and lines > least,
    )  # fmt: skip


def _pieces(answer: Any) -> Iterator[bytes]:
    pieces: Any = getattr(answer, "streaming_content", ())
    yield from pieces


def memory_mb() -> float:
    """What this process holds in memory now; where the system does not tell, the most it held."""
    told = Path("/proc/self/statm")
    if told.exists():
        return int(told.read_text().split()[1]) * resource.getpagesize() / 2**20
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
