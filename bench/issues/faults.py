"""What the portal promises when something breaks: `make faults`."""

from bench.bar import Bar
from bench.faults.kinds import KINDS
from bench.faults.running import bars as run

PARTS = tuple(KINDS)
SHORT = ("worker", "relay", "redis-flushed", "database-stopped", "disk-full")


def bars(*, is_short: bool, parts: tuple[str, ...] = PARTS, count: int = 50) -> list[Bar]:
    """So many faults of each kind; the short form has one of some kinds, in one run."""
    if is_short:
        return run(SHORT, each=1, outage=1.0)
    return run(parts, each=count)
