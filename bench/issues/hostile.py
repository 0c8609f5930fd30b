"""What `make hostile` prints: bad input at every door, and the rows of ASVS with their tests."""

from collections.abc import Callable

from bench.bar import Bar
from bench.hostile import asvs, attack, doors, wire
from bench.trust import stage

PARTS = ("asvs", "files", "wire", "requests")


def bars(*, is_short: bool, parts: tuple[str, ...] = PARTS) -> list[Bar]:
    """Measure the parts asked for. The short form of `requests` is in tests/access/test_table.py,
    where the world stands already."""
    stage.quiet()
    work: dict[str, Callable[[], list[Bar]]] = {
        "asvs": asvs.bars,
        "files": doors.bars,
        "wire": wire.bars,
        "requests": attack.bars,
    }
    with stage.tasks_left_to_others():
        return [bar for part in parts for bar in work[part]()]
