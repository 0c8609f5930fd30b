"""Rows of the pages around scoring: offers on paper, minutes, and moving the line."""

from uuid import UUID

from tests.access.rows import Row
from tests.access.world import World

STAFF = "author officer secretary"
VOTES = "chair member tied"


def scoring(world: World) -> list[object]:
    """The reference and the code of a phase whose committee scores."""
    return [world.scoring.phase.call.reference, world.scoring.phase.code]


SCORING = [
    Row("booklets:booklet", "scoring", scoring, sees=VOTES, refused=STAFF),
    Row("booklets:booklet", "scoring", scoring, sees=VOTES, refused=STAFF, method="post"),
    Row("booklets:download", "nobody's", lambda world: [*scoring(world), UUID(int=1)],
        refused=STAFF),
]  # fmt: skip
