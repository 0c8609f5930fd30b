"""Who sees the rounds of a partnership and its stages; their own matrices are in tests/awards."""

from tests.access.rows import Row
from tests.access.world import World

OFFICERS = "author officer"


def contract(world: World) -> list:
    """A running contract of the cast's company."""
    return [world.delivered.contract.uuid]


PARTNERSHIP = [
    # No phase of the world is negotiated: the page is there for nobody.
    Row("negotiation:parties", args=lambda world: [world.opened.phase.call.reference, "x"]),
    Row("negotiation:party", args=lambda world: [world.opened.phase.call.reference, "x", "y"]),
    Row("negotiation:mine", args=lambda world: [world.opened.dossier.reference, "x"]),
    Row("partnership:contract", args=contract,
        sees=f"{OFFICERS} secretary applicant colleague viewer"),
    Row("partnership:go-on", args=contract, sees=OFFICERS,
        refused="secretary applicant colleague viewer"),
    Row("partnership:propose-end", args=contract, sees=OFFICERS,
        refused="secretary applicant colleague viewer"),
    # Nothing was proposed: to who may decide there is nothing here.
    Row("partnership:approve-end", args=contract, refused="secretary applicant colleague viewer"),
    Row("partnership:turn-down-end", args=contract, method="post",
        refused="secretary applicant colleague viewer"),
]  # fmt: skip
