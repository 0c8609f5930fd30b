"""Rows of the pages that contests and hackathons bring."""

from tests.access.rows import Row

OFFICERS = "author officer"
STAFF = f"{OFFICERS} secretary"
VOTES = "chair member tied"


def contest(world):
    """The reference of a contest that is written."""
    return [world.contest.reference]


def advised(world):
    """A committee that advises, and so signs no report."""
    return [world.advised.phase.call.reference, world.advised.phase.code]


CONTESTS = [
    Row("calls:edit-prizes", "contest", contest, sees=OFFICERS, refused="secretary"),
    Row("calls:edit-prizes", "contest", contest, sees=OFFICERS, refused="secretary",
        method="post"),
    Row("calls:edit-prizes", "no prizes", lambda world: [world.draft.call.reference],
        refused="secretary"),
    Row("calls:link-follow-up", "contest", contest, sees=OFFICERS, refused="secretary"),
    Row("calls:link-follow-up", "contest", contest, sees=OFFICERS, refused="secretary",
        method="post"),
    Row("assessment:sign-report", "no jury", advised, refused=f"{STAFF} {VOTES}", method="post"),
]  # fmt: skip
