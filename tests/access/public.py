"""What everybody may read of calls besides their pages: feed, calendar, site map."""

from typing import Any

from tests.access.rows import EVERYBODY, Row
from tests.access.world import World


def call_in(stage: str) -> Any:
    """The reference of the call in this stage of the world."""
    return lambda world: [reference_in(world, stage)]


def reference_in(world: World, stage: str) -> str:
    """The reference, whatever object of the world stands for the call."""
    return getattr(world, stage).call.reference


PUBLIC = [
    Row("calls:feed", sees=EVERYBODY),
    Row("calls:sitemap", sees=EVERYBODY),
    Row("calls:sitemap-part", args=lambda world: ["calls"], sees=EVERYBODY),
    Row("calls:calendar", "open", call_in("open"), sees=EVERYBODY),
    Row("calls:calendar", "draft", call_in("draft"), is_public=True),
    Row("calls:calendar", "in review", call_in("review"), is_public=True),
]  # fmt: skip
