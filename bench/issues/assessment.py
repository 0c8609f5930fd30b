"""The bars of the issue on the assessment: exact ranking, fast pages, and nothing typed lost."""

import gc
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from django.test import override_settings

from bench.bar import Bar
from bench.judging import ballots, canaries, speed
from bench.requirements_named import requirements_with_tests

PARTS = ("ballots", "ranking", "keyboard", "interruptions", "blind", "requirements")
SHORT = ("ballots", "ranking")
OFFERS, SHORT_OFFERS = 1_000, 40
INTERRUPTIONS = 200
IN_BROWSER = Path(__file__).resolve().parents[2] / "tests" / "browser" / "test_scoring.py"
# Of domain.md 1.10, 1.11, 2.4 and 2.5.
REQUIREMENTS = {
    "REQ-05": "1.10 the ranking",
    "REQ-06": "1.10 scores locked before the meeting, consensus apart, both kept",
    "REQ-07": "1.11 interests declared before content, abstention, least valid scores",
    "REQ-11": "2.4 pages, anonymous file, one win, company without a number",
    "REQ-12": "2.5 entry codes and identities kept apart until the jury has decided",
}


def bars(*, is_short: bool, parts: tuple[str, ...] = PARTS) -> list[Bar]:
    """Measure; the short form does less of each, and leaves out what `make test` runs anyway.

    It leaves out what takes how long too: of few offers, what is the same at any number weighs
    most, and beside other tests a few runs say little.
    """
    if not set(parts) <= set(PARTS):
        raise SystemExit(f"No part is called {parts[0]}: choose from {', '.join(PARTS)}.")
    work: dict[str, Callable[[], list[Bar]]] = {
        "ballots": lambda: [ballots.bar(500 if is_short else 10_000)],
        "ranking": partial(speed.bars, *((SHORT_OFFERS,) if is_short else (OFFERS, 15))),
        "keyboard": partial(browser_bar, "keyboard", "ten offers scored and handed in by keyboard"),
        "interruptions": partial(
            browser_bar, "interrupted", f"words lost in {INTERRUPTIONS} interrupted sessions: 0"
        ),
        "blind": canaries.bars,
        "requirements": requirement_bars,
    }
    with as_in_production():
        return [bar for part in (SHORT if is_short else parts) for bar in work[part]()]


@contextmanager
def as_in_production() -> Iterator[None]:
    """Pages and memory as portal/wsgi.py leaves them."""
    gc.freeze()
    with override_settings(DEBUG=False):
        yield


def browser_bar(which: str, name: str) -> list[Bar]:
    """A test in a real browser, run by itself."""
    run = [sys.executable, "-m", "pytest", "-q", "-s", "-p", "no:cacheprovider", "-k", which]
    done = subprocess.run(
        [*run, str(IN_BROWSER)], capture_output=True, text=True, check=False,
        env=os.environ | {"INTERRUPTIONS": str(INTERRUPTIONS)},
    )  # fmt: skip
    lines = done.stdout.strip().splitlines() or ["nothing ran"]
    said = next((line for line in lines if "words typed" in line), lines[-1].strip("= "))
    return [Bar(name, "passes", said, done.returncode == 0)]


def requirement_bars() -> list[Bar]:
    """A named test for every requirement."""
    named = requirements_with_tests()
    return [
        Bar(
            f"{number}, {words}",
            "a named test",
            f"{len(named[number])}: {named[number][0]}" if number in named else "none",
            number in named,
        )
        for number, words in REQUIREMENTS.items()
    ]
