"""The bars of the issue on calls: what public pages cost, and which requirements have a test."""

import subprocess
import sys
from collections.abc import Callable
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

from django.db import connection
from django.test import Client, override_settings
from django.urls import reverse

from bench.bar import Bar, Timing, fastest, timed
from bench.pages import statements_of
from bench.requirements_named import requirements_with_tests
from bench.seed_calls import seed
from calls.catalogue.counting import counts_of
from calls.catalogue.models import CallListing
from calls.catalogue.selectors import Choice, page_of_list
from calls.models import Call
from portal.clock import portal_now

SIZES = (10, 1_000, 10_000)
SHORT_SIZES = (10, 100, 500)
PAGE_MS = 100
SEARCH_TIMES = 3
WORD = "viaduct"  # in the titles of one call in twenty
EVERYWHERE = "overheid"  # in the summary of every call
FILTERS = {
    "nothing chosen": "",
    "words": f"?q={WORD}",
    "word in every call": f"?q={EVERYWHERE}",
    "status": "?status=open",
    "instrument": "?instrument=sbir",
    "mission": "?mission=dementie",
    "theme": "?mission=health",
    "region": "?region=NL42",
    "authority": "?authority={authority}",
    "budget": "?budget_from=100000&budget_to=900000",
    "newest": "?sort=newest",
    "largest budget": "?sort=budget",
}
# Of domain.md 1.5, 1.7, 2 and 3.4, those that concern calls.
REQUIREMENTS = {
    "REQ-02": "1.5 terms frozen and hashed, contract model, choice of rights",
    "REQ-03": "1.7 market consultation, its report before the call opens",
    "REQ-08": "2.1 periods after Regulation 1182/71",
    "REQ-09": "2.1 partnership: no price only, requirements stay as they were",
    "REQ-10": "2.2 standstill before a contract",
    "REQ-11": "2.4 pages, anonymous file, one win, company without a number",
    "REQ-12": "2.5 entry codes and identities kept apart until the jury has decided",
    "REQ-15": "3.4 every document, every version, for everybody",
}
BAD_INPUT = Path(__file__).resolve().parents[2] / "tests" / "calls" / "test_bad_input.py"
# What a search must at least do, by hand: how many fit, the best twenty, and the piece around it.
BARE = """
    WITH query AS (SELECT websearch_to_tsquery('catalogue_dutch', %(word)s)
        || websearch_to_tsquery('catalogue_english', %(word)s)
        || to_tsquery('catalogue_plain', %(word)s || ':*') AS words),
    found AS (
        SELECT call_id, excerpt, ts_rank(heads, query.words) AS rank, count(*) OVER () AS total
        FROM catalogue_calllisting CROSS JOIN query
        WHERE state IN ('published', 'cancelled', 'completed')
            AND catalogue_calllisting.words @@ query.words
        ORDER BY rank DESC, call_id DESC LIMIT 20
    )
    SELECT found.total, call.*, organisation.*, ts_headline('catalogue_dutch', found.excerpt,
        query.words, 'MaxFragments=1, MinWords=12, MaxWords=32')
    FROM found CROSS JOIN query JOIN calls_call AS call ON call.id = found.call_id
    JOIN accounts_organisation AS organisation ON organisation.id = call.contracting_authority_id
    ORDER BY found.rank DESC, call.id DESC
"""


def bars(*, is_short: bool) -> list[Bar]:
    """Measure; the short form has fewer calls and leaves out what `make test` runs anyway.

    It leaves out the search too: of few calls, what stays the same at any number weighs most.
    """
    sizes = SHORT_SIZES if is_short else SIZES
    runs = 5 if is_short else 15
    with as_in_production():
        found = [*query_bars(sizes), *page_bars(runs)]
        if is_short:
            return found
        return [*found, *search_bars(runs), bad_input_bar(), *requirement_bars()]


@contextmanager
def as_in_production() -> Any:
    """Pages as they are outside the demo; asked by somebody without a login or a cookie."""
    with override_settings(DEBUG=False):
        yield


def query_bars(sizes: tuple[int, ...], count: Callable[[str], int] | None = None) -> list[Bar]:
    """The number of queries of the list, per filter, and of the page of a call, at each size."""
    count = count or queries_of
    counted: dict[str, list[int]] = {}
    for size in sizes:
        seed(size - CallListing.objects.count())
        for name, address in addresses().items():
            counted.setdefault(name, []).append(count(address))
    scale = ", ".join(f"{size:,}" for size in sizes)
    return [
        Bar(
            f"queries at {scale} calls, {name}",
            "equal",
            ", ".join(str(number) for number in numbers),
            len(set(numbers)) == 1,
        )
        for name, numbers in counted.items()
    ]


def search_bars(runs: int) -> list[Bar]:
    """How long a search takes beside the same search by hand in SQL."""
    now = portal_now()
    found = []
    for word in (WORD, EVERYWHERE):
        choice = Choice(search=word, sort="relevance")
        ours, bare = fastest(partial(searched, word, now), partial(by_hand, word), runs=2 * runs)
        times = ours / bare
        total = counts_of(choice, now).total
        found.append(
            Bar(
                f"search “{word}”, {total:,} of {CallListing.objects.count():,} calls fit",
                f"{SEARCH_TIMES} x the bare SQL",
                f"{times:.2f} x: {ours:.1f} ms, bare {bare:.1f} ms",
                times <= SEARCH_TIMES,
            )
        )
    return found


def page_bars(runs: int) -> list[Bar]:
    """Time on the server of each page, its middlewares included, at the largest size."""
    client = Client()
    return [
        _page_bar(name, timed(partial(client.get, address), runs=runs))
        for name, address in (addresses() | {"far down the list": far_down()}).items()
    ]


def _page_bar(name: str, timing: Timing) -> Bar:
    limit = timing.limit(PAGE_MS)
    return Bar(
        f"page, {name}",
        f"{PAGE_MS} ms x {timing.factor:.2f} = {limit:.0f} ms",
        f"{timing.ms:.1f} ms",
        timing.ms <= limit,
    )


def addresses() -> dict[str, str]:
    """The list with each filter, and the page of a call."""
    listed = CallListing.objects.filter(state=Call.State.PUBLISHED).select_related("authority")
    row = listed.latest("pk")
    pages = {
        f"list, {name}": reverse("calls:list") + query.format(authority=row.authority.uuid)
        for name, query in FILTERS.items()
    }
    return pages | {"call": reverse("calls:detail", args=[row.call.reference])}


def far_down() -> str:
    """A page from the end of the list, newest first."""
    rows = CallListing.objects.order_by("published_at", "call_id")
    return f"{reverse('calls:list')}?sort=newest&after={rows[30].call.reference}"


def queries_of(address: str) -> int:
    """How many queries one page takes, once everything that a process keeps is there."""
    return len(statements_of(Client(), address))


def searched(word: str, now: Any) -> Any:
    """All that a search computes: the best twenty, their snippets, and the number per choice."""
    choice = Choice(search=word, sort="relevance")
    return page_of_list(choice, now, size=20), counts_of(choice, now)


def by_hand(word: str) -> list[Any]:
    """The search as somebody writes it in SQL."""
    with connection.cursor() as cursor:
        cursor.execute(BARE, {"word": word})
        return cursor.fetchall()


def bad_input_bar() -> Bar:
    """The table of bad input to the editor, run as a test."""
    run = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", str(BAD_INPUT)]
    done = subprocess.run(run, capture_output=True, text=True, check=False)
    last = (done.stdout.strip().splitlines() or ["nothing ran"])[-1]
    return Bar(
        "bad input: all errors at once, nothing lost, no 500",
        "all pass",
        last.strip("= "),
        done.returncode == 0,
    )


def requirement_bars() -> list[Bar]:
    """A named test for every requirement."""
    named = requirements_with_tests()
    return [
        Bar(f"{number}, {words}", "a named test", _named(named.get(number, [])), number in named)
        for number, words in REQUIREMENTS.items()
    ]


def _named(tests: list[str]) -> str:
    return f"{len(tests)}: {tests[0]}" if tests else "none"
