"""Rows of the pages on which an offer is checked and explained."""

from uuid import UUID

from tests.access.rows import Row

OFFICERS = "author officer"
STAFF = f"{OFFICERS} secretary"


def offer(world):
    """The offer of a vault that is open."""
    return [world.opened.dossier.reference, world.opened.phase.code]


def nothing_asked(world):
    """A question that nobody asked."""
    return [UUID(int=0)]


ADMISSIBILITY = [
    Row("admissibility:checklist", "scoring", offer, sees=STAFF),
    Row("admissibility:checklist", "scoring", offer, sees=STAFF, method="post"),
    Row("admissibility:answer", "nothing asked", nothing_asked),
]  # fmt: skip
