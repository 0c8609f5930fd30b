"""The bars of the issue on reminders and messages: `make bars ISSUE=messages`."""

from bench.bar import Bar
from bench.messages import draining, kills, queueing
from bench.trust import stage


def bars(*, is_short: bool) -> list[Bar]:
    """Measure; the short form does less of each, and leaves the kills to the long one."""
    stage.quiet()
    stage.reset_clock()
    with stage.tasks_left_to_others():  # what is queued is sent when it is asked for
        found = [
            *queueing.bars(1_000 if is_short else 100_000),
            *draining.bars(*((100, 1) if is_short else (2_000, 3))),
        ]
    return found if is_short else [*found, *kills.bars(10_000, 100)]
