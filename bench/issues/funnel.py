"""The bars of the issue on the funnel: `make bars ISSUE=funnel`."""

from collections.abc import Callable
from functools import partial

from bench import funnel_api, funnel_ocds
from bench.bar import Bar
from bench.funnel import figures
from bench.trust import stage

PARTS = ("api", "ocds", "figures")  # the one that fills the database comes last


def bars(*, is_short: bool, parts: tuple[str, ...] = PARTS) -> list[Bar]:
    """Measure the parts asked for; the short form does less of each."""
    stage.quiet()
    work: dict[str, Callable[[], list[Bar]]] = {
        "figures": partial(figures.bars, is_short=is_short),
        "api": partial(funnel_api.bars, is_short=is_short),
        "ocds": funnel_ocds.bars,
    }
    return [bar for part in parts for bar in work[part]()]
