"""Rows of the pages around scoring: offers on paper, minutes, and moving the line."""

from uuid import UUID

from tests.access.rows import Row
from tests.access.world import World

STAFF = "author officer secretary"
VOTES = "chair member tied"


def scoring(world: World) -> list[object]:
    """The reference and the code of a phase whose committee scores."""
    return [world.scoring.phase.call.reference, world.scoring.phase.code]


def meeting(world: World) -> list[object]:
    """The same of one in its consensus meeting; there nobody is tied to an offer."""
    return [world.meeting.phase.call.reference, world.meeting.phase.code]


def advised(world: World) -> list[object]:
    """The same of one whose advice is approved."""
    return [world.advised.phase.call.reference, world.advised.phase.code]


SCORING = [
    Row("booklets:booklet", "scoring", scoring, sees=VOTES, refused=STAFF),
    Row("booklets:booklet", "scoring", scoring, sees=VOTES, refused=STAFF, method="post"),
    Row("booklets:download", "nobody's", lambda world: [*scoring(world), UUID(int=1)],
        refused=STAFF),
    Row("minutes:minutes", "meeting", meeting, sees=f"{VOTES} secretary",
        refused="author officer"),
    Row("minutes:minutes", "meeting", meeting, sees="chair secretary",
        refused="member tied author officer", method="post"),
    Row("minutes:minutes", "scoring", scoring, refused="author officer tied"),
    Row("minutes:present", "meeting", meeting, refused="member tied author officer"),
    Row("minutes:sign", "meeting", meeting, refused="author officer", method="post"),
    Row("minutes:pdf", "nobody's", lambda world: [*meeting(world), 1],
        refused="author officer"),
    Row("line:line", "advised", advised, sees=f"{STAFF} {VOTES}"),
    Row("line:line", "advised", advised, sees="author officer", refused=f"secretary {VOTES}",
        method="post"),
    Row("line:line", "meeting", meeting),
]  # fmt: skip
