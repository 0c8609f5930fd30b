"""The bars of the issue on reminders and messages: `make bars ISSUE=messages`."""

from collections.abc import Callable
from functools import partial

from bench.bar import Bar
from bench.messages import draining, kills, queueing
from bench.trust import stage

PARTS = ("queueing", "draining", "kills")


def bars(*, is_short: bool, parts: tuple[str, ...] = PARTS) -> list[Bar]:
    """Measure the parts asked for; the short form does less of each."""
    stage.quiet()
    work: dict[str, Callable[[], list[Bar]]] = {
        "queueing": partial(queueing.bars, 1_000 if is_short else 100_000),
        "draining": partial(draining.bars, *((100, 3) if is_short else (2_000, 3))),
        "kills": partial(kills.bars, *((200, 2) if is_short else (10_000, 100))),
    }
    found = []
    with stage.tasks_left_to_others():  # what is queued is sent when it is asked for
        for part in parts:
            stage.reset_clock()
            found += work[part]()
    return found
