"""Deadline night on two cores: `make spike`."""

from collections.abc import Callable
from functools import partial

from bench.bar import Bar
from bench.spike import running

PARTS = ("minute", "hour", "over", "nodes")
SHORT = ("minute",)


def bars(*, is_short: bool, parts: tuple[str, ...] = PARTS) -> list[Bar]:
    """Each part on a machine of its own; the short form is the first with fewer people."""
    night = running.SHORT_NIGHT if is_short else running.NIGHT
    work: dict[str, Callable[[], list[Bar]]] = {
        "minute": partial(running.minute_bars, night),
        "hour": running.hour_bars,
        "over": running.over_bars,
        "nodes": running.nodes_bars,
    }
    return [bar for part in (SHORT if is_short else parts) for bar in work[part]()]
