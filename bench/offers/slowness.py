"""How slow the machine is at this moment, tail against tail.

A short piece of work often fits between two interruptions of a crowded machine, and a request that
waits in a queue does not: so a sample is several pieces in a row, and it is the slow samples that
stretch a limit for the slow requests.
"""

from collections.abc import Sequence
from statistics import median, quantiles

from bench.bar import REFERENCE_MS, fixed_work, milliseconds

PIECES = 5


def sample() -> float:
    """How many times slower than the machine that the limits were set on, for a moment."""
    return milliseconds(lambda: [fixed_work() for _piece in range(PIECES)]) / PIECES / REFERENCE_MS


def slowness() -> float:
    """The same over a few samples; never below 1."""
    return max(1.0, median(sample() for _run in range(5)))


def tail(samples: Sequence[float]) -> float:
    """What nine in ten samples stay under; never below 1."""
    if len(samples) < 2:
        return max(1.0, *samples, 1.0)
    return max(1.0, quantiles(samples, n=10)[-1])
