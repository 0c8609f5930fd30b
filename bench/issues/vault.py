"""The bars of the issue on the vault: `make trust`, and with BREAK=<guard> one of them fails."""

import gc
import random
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from typing import Any

from django.test import override_settings

from bench.bar import Bar
from bench.trust import annex, cost, histories, mutants, openers, race, sealed, stage, tamper

# Which part measures which guard; BREAK=<its name> breaks that guard, and its figures fail. The
# battery of mutants breaks its own guard.
PARTS = ("deadline", "histories", "sealed", "openers", "tamper", "mutants", "annex", "cost")


def bars(*, is_short: bool, broken: str = "", parts: tuple[str, ...] = PARTS) -> list[Bar]:
    """Measure the parts asked for; the short form does less of each."""
    if broken and broken not in breakable():
        raise SystemExit(f"No guard is called {broken}: choose from {', '.join(breakable())}.")
    if not set(parts) <= set(PARTS):
        raise SystemExit(f"No part is called {parts[0]}: choose from {', '.join(PARTS)}.")
    random.seed(2026)
    work: dict[str, Callable[[], list[Bar]]] = {
        "deadline": partial(race.bars, 2 if is_short else 625, broken=broken),
        "histories": partial(histories.bars, *((2_000, 4) if is_short else (100_000, 200))),
        "sealed": partial(sealed.bars, 50 if is_short else 1_000, may_lack_redis=is_short),
        "openers": openers.bars,
        "tamper": partial(tamper.bars, *((390, 50) if is_short else (10_010, 1_000))),
        "annex": annex.bars,
        "cost": partial(cost.bars, *((20, 2) if is_short else (20, 15))),
        "mutants": mutants.bars,
    }
    with as_in_production(), broken_guard(broken):
        found = []
        for part in parts:
            stage.reset_clock()  # each begins in the present, however far the last one went
            found += work[part]()
        return found


@contextmanager
def as_in_production() -> Iterator[None]:
    """No lines of workers between the figures, and pages and memory as portal/wsgi.py leaves
    them."""
    gc.freeze()
    stage.quiet()
    with override_settings(DEBUG=False):
        yield


def breakable() -> dict[str, Any]:
    """The guards that can be broken, and how. They live with the tests, never in settings."""
    from tests.trust import breaking  # noqa: PLC0415  only here, and only when asked

    return breaking.CODE


@contextmanager
def broken_guard(name: str) -> Iterator[None]:
    """Break a guard in this process; race.py does the same in its own, and in the database."""
    with ExitStack() as stack:
        if name:
            stack.enter_context(breakable()[name]())
        yield
