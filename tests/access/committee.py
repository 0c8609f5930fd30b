"""Rows of the pages on which a committee is asked, divided and filled again."""

from tests.access.rows import Row

OFFICERS = "author officer"
STAFF = f"{OFFICERS} secretary"
VOTES = "chair member tied"


def scoring(world):
    """The phase whose committee scores."""
    return [world.scoring.phase.call.reference, world.scoring.phase.code]


def offer(world):
    """The same, with its one offer."""
    return [*scoring(world), world.opened.dossier.reference]


def member(world):
    """The same, with somebody on the committee."""
    return [*scoring(world), world.cast.members[1].uuid]


COMMITTEE = [
    Row("panel:invitation", "accepted", scoring, elsewhere=VOTES, refused=STAFF),
    Row("panel:invitation", "accepted", scoring, sees=VOTES, refused=STAFF, method="post"),
    Row("panel:allocation", "scoring", scoring, sees=STAFF, refused=VOTES),
    Row("panel:allocation", "scoring", scoring, sees=STAFF, refused=VOTES, method="post"),
    Row("panel:replace", "scoring", member, sees=STAFF, refused=VOTES),
    Row("panel:replace", "scoring", member, sees=STAFF, refused=VOTES, method="post"),
    Row("panel:abstain", "scoring", offer, sees="chair member", refused=STAFF),
    Row("panel:abstain", "scoring", offer, sees="chair member", refused=STAFF, method="post"),
    Row("panel:score-after-all", "scoring", offer, sees="chair member", refused=STAFF,
        method="post"),
]  # fmt: skip
