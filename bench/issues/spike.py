"""Deadline night on two cores: `make spike`."""

from collections.abc import Callable
from functools import partial

from bench.bar import Bar
from bench.spike import running

PARTS = ("minute", "hour", "over", "nodes")


def bars(*, is_short: bool, parts: tuple[str, ...] = PARTS) -> list[Bar]:
    """Each part on a machine of its own; the short form is the first with few people, on two."""
    if is_short:
        return running.minute_bars(running.SHORT_NIGHT, nodes=2)
    work: dict[str, Callable[[], list[Bar]]] = {
        "minute": partial(running.minute_bars, running.NIGHT),
        "hour": running.hour_bars,
        "over": running.over_bars,
        "nodes": running.nodes_bars,
    }
    return [bar for part in parts for bar in work[part]()]
