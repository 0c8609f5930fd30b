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
    *[
        Row(f"contracting:{page}", args=running, sees=OFFICERS, refused=f"secretary {COMPANY}")
        for page in ("propose-change", "propose-ending")
    ],
    # No phase follows in which who delivered is invited.
    Row("contracting:no-invitation", args=running, refused=f"secretary {COMPANY}"),
    Row(
        "contracting:invite-after-all",
        args=running,
        sees=OFFICERS,
        method="post",
        refused=f"secretary {COMPANY}",
    ),
    # Nothing was proposed in this world; tests/awards/contracting/test_changes.py has the matrix.
    *[
        Row(f"contracting:{page}", args=lambda world: [NOBODY])
        for page in ("change", "change-paper", "agree-ending", "approve-ending")
    ],
    *[
        Row(f"contracting:{page}", args=lambda world: [NOBODY], method="post")
        for page in ("withdraw-change", "turn-down-ending")
    ],
    # Nothing was accepted in this world; tests/awards/contracting/test_payments.py has the matrix.
    Row("contracting:request-payment", args=lambda world: [NOBODY]),
    Row("contracting:record-payment", args=lambda world: [NOBODY]),
]
