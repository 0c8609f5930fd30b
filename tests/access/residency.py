"""Rows of the pages that a round of challenges brings."""

from tests.access.rows import Row

OFFICERS = "author officer"
STAFF = f"{OFFICERS} secretary"
COMPANY = "applicant colleague viewer"
VOTES = "chair member tied"


def pitch(world):
    """The reference and the code of a phase with a pitch."""
    return [world.scoring.phase.call.reference, world.scoring.phase.code]


RESIDENCY = [
    Row("calls:edit-round", "round", lambda world: [world.round.reference], sees=OFFICERS,
        refused="secretary"),
    Row("calls:edit-round", "round", lambda world: [world.round.reference], sees=OFFICERS,
        refused="secretary", method="post"),
    Row("calls:edit-round", "no round", lambda world: [world.draft.call.reference],
        refused="secretary"),
    Row("pitches:plan", "scoring", pitch, sees=STAFF),
    Row("pitches:plan", "scoring", pitch, sees=STAFF, method="post"),
    Row("pitches:agenda", "scoring", pitch, sees=f"{STAFF} {VOTES}"),
    Row("pitches:agenda-ics", "scoring", pitch, sees=f"{STAFF} {VOTES}"),
    Row("pitches:slot-ics", "nobody's", lambda world: [*pitch(world), "AAAA-AAAA"]),
    Row("accounts:register-number", "registered", lambda world: [world.company.uuid],
        refused=COMPANY),
]  # fmt: skip
