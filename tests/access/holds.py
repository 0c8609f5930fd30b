"""What holds contracts, and what can be done after the letters, of a phase without a standstill.

Those of a phase with one are in tests/awards/holds.
"""

from uuid import UUID

from tests.access.rows import Row
from tests.access.world import World

NOBODY = UUID(int=0)
OFFICERS = "author officer"
COMPANY = "applicant colleague viewer"


def phase(world: World) -> list:
    return [world.told.phase.call.reference, world.told.phase.code]


def letter(world: World) -> list:
    """The letter of the cast's company."""
    decision = world.told.decisions.get(proposal__dossier__lead=world.company)
    return [decision.proposal.dossier.reference, world.told.phase.code]


HOLDS = [
    Row("holds:register-litigation", args=phase, sees=OFFICERS, refused="secretary"),
    Row("holds:end-litigation", args=lambda world: [*phase(world), NOBODY], refused="secretary"),
    Row("holds:report-return", args=phase, refused="secretary"),
    Row("holds:settle-return", args=lambda world: [*phase(world), NOBODY], refused="secretary"),
    Row("remedies:room", args=phase, sees=OFFICERS, refused="secretary"),
    Row("remedies:room", "not told", args=lambda world: [
        world.opened.phase.call.reference, world.opened.phase.code]),
    Row("remedies:debrief", args=lambda world: [*phase(world), NOBODY], refused="secretary"),
    Row("remedies:write-down", args=phase, sees=OFFICERS, refused="secretary"),
    Row("remedies:complaint", args=lambda world: [*phase(world), NOBODY], refused="secretary"),
    Row("remedies:mine", args=letter, sees=COMPANY),
    Row("remedies:ask", args=letter, sees="applicant colleague", refused="viewer"),
    Row("remedies:complain", args=letter, sees="applicant colleague", refused="viewer"),
]  # fmt: skip
