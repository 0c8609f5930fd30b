"""A bar: a promise with a limit, what was measured, and whether that is within it."""

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from statistics import median

# What the fixed piece of work below takes on the machine that the absolute limits were set on: two
# shared cores at rest, Python 3.11. Where it takes twice as long, a page gets twice the time.
REFERENCE_MS = 6.2


@dataclass(frozen=True)
class Bar:
    """One line: raw figures stand beside every ratio."""

    name: str
    limit: str
    figure: str
    passes: bool


@dataclass(frozen=True)
class Timing:
    """The median of some runs in milliseconds, and how slow the machine was during those runs."""

    ms: float
    factor: float

    def limit(self, ms: float) -> float:
        """An absolute limit, scaled to this machine as it was at that moment."""
        return ms * self.factor


def fixed_work() -> int:
    """A piece of work whose amount never changes: dictionaries and text, as a page is."""
    words = {f"word {number}": number for number in range(20_000)}
    return len(", ".join(sorted(words, key=lambda word: words[word] % 977)))


def timed(work: Callable[[], object], *, runs: int) -> Timing:
    """Time some work, with the fixed piece of work in between, so that both meet the same load."""
    work()
    taken, calibration = [], []
    for _run in range(runs):
        calibration.append(milliseconds(fixed_work))
        taken.append(milliseconds(work))
    return Timing(ms=median(taken), factor=median(calibration) / REFERENCE_MS)


def fastest(one: Callable[[], object], other: Callable[[], object], *, runs: int) -> list[float]:
    """The fastest run of each in milliseconds, taken in turns: noise only ever adds time."""
    one(), other()
    pairs = [(milliseconds(one), milliseconds(other)) for _run in range(runs)]
    return [min(times) for times in zip(*pairs, strict=True)]


def milliseconds(work: Callable[[], object]) -> float:
    """How long one run takes."""
    start = time.perf_counter()
    work()
    return (time.perf_counter() - start) * 1000


def table(bars: Iterable[Bar]) -> str:
    """The bars as lines: name, limit, figure, pass."""
    rows = [("bar", "limit", "figure", "pass")]
    rows += [(bar.name, bar.limit, bar.figure, "yes" if bar.passes else "NO") for bar in bars]
    widths = [max(len(row[column]) for row in rows) for column in range(4)]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in rows
    )
