"""Who reads and writes the contract itself; its own rules are in tests/awards/contracting."""

from uuid import UUID

from tests.access.rows import Row
from tests.access.world import World

NOBODY = UUID(int=0)
OFFICERS, COMPANY = "author officer", "applicant colleague viewer"


def phase(world: World) -> list:
    return [world.told.phase.call.reference, world.told.phase.code]


def offered(world: World) -> list:
    return [world.offered.uuid]


def running(world: World) -> list:
    return [world.delivered.contract.uuid]


CONTRACTING = [
    Row("contracting:terms", args=phase, sees=OFFICERS, refused="secretary"),
    Row("contracting:terms", args=phase, sees=OFFICERS, refused="secretary", method="post"),
    Row("contracting:paper", args=offered, sees=f"{OFFICERS} secretary {COMPANY}"),
    # It was signed in the portal: there is no copy for anybody.
    Row("contracting:copy", args=lambda world: [*running(world), "company"]),
    # Nothing was accepted in this world; tests/awards/contracting/test_payments.py has the matrix.
    Row("contracting:request-payment", args=lambda world: [NOBODY]),
    Row("contracting:record-payment", args=lambda world: [NOBODY]),
]
