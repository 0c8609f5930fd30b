"""Rows of the pages on interests: what is declared, and what is decided on it."""

from tests.access.rows import Row

OFFICERS = "author officer"
STAFF = f"{OFFICERS} secretary"
VOTES = "chair member tied"


def call(world):
    """The call whose committee scores."""
    return [world.scoring.phase.call.reference]


def phase(world):
    """The same, with its phase."""
    return [*call(world), world.scoring.phase.code]


def no_warning(world):
    """A warning that is not there: who may decide finds nothing, as everybody else."""
    return [*call(world), 999_999]


INTERESTS = [
    Row("independence:interests", "scoring", phase, sees=VOTES, refused=STAFF),
    Row("independence:interests", "scoring", phase, sees=VOTES, refused=STAFF, method="post"),
    Row("independence:own", "scoring", call, sees=STAFF),
    Row("independence:own", "scoring", call, sees=STAFF, method="post"),
    Row("independence:staff", "nothing told", call, elsewhere=STAFF),
    Row("independence:overview", "scoring", call, sees=STAFF),
    Row("independence:overview-pdf", "scoring", call, sees=STAFF),
    Row("independence:decide", "no warning", no_warning),
    Row("independence:conflict", "scoring", phase, sees=STAFF),
    Row("independence:conflict", "scoring", phase, sees=STAFF, method="post"),
]  # fmt: skip
