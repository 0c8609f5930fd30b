"""The bars of the issue on offers: nothing typed is lost, large files hold nobody up."""

from collections.abc import Callable
from functools import partial

from bench.bar import Bar
from bench.offers import hostile_files, interruptions, load
from bench.trust import stage
from tests.cast import Cast

PARTS = ("interruptions", "autosave", "uploads", "hostile")


def bars(*, is_short: bool, parts: tuple[str, ...] = PARTS) -> list[Bar]:
    """Measure; the short form interrupts less often, saves for less long and uploads less."""
    cast = stage.cast()
    stage.quiet()
    work: dict[str, Callable[[Cast], list[Bar]]] = {
        "interruptions": partial(
            interruptions.bars, rounds=7 if is_short else 200, pause=0.8 if is_short else 2.5
        ),
        "autosave": partial(load.autosave_bars, seconds=3 if is_short else 30),
        "uploads": partial(
            load.upload_bars, megabytes=4 if is_short else 20, rate=10 if is_short else 50
        ),
        "hostile": hostile_files.bars,
    }
    with stage.tasks_left_to_others():
        return [bar for part in parts for bar in work[part](cast)]
