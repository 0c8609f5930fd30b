"""What changes after the letters: for who may decide, of a phase that gives contracts."""

from uuid import UUID

from tests.access.rows import Row
from tests.access.world import World

NOBODY = UUID(int=0)
DECIDERS = "author officer"


def phase(world: World) -> list:
    return [world.told.phase.call.reference, world.told.phase.code]


def offer(outcome: str):
    """The address of an offer of the told phase that was decided so."""

    def args(world: World) -> list:
        decision = world.told.decisions.filter(outcome=outcome).first()
        return [*phase(world), decision.proposal.dossier.reference]

    return args


REVISIONS = [
    Row("revisions:room", args=phase, sees=DECIDERS, refused="secretary"),
    Row("revisions:propose", args=offer("reject"), sees=DECIDERS, refused="secretary"),
    # The contracts of the world are of another phase's award, or signed; nothing has a condition.
    Row("revisions:lapse", args=offer("reject"), refused="secretary"),
    Row("revisions:meet-condition", args=offer("award"), refused="secretary"),
    Row("revisions:approve", args=lambda world: [*phase(world), NOBODY], refused="secretary"),
    Row("revisions:turn-down", args=lambda world: [*phase(world), NOBODY], refused="secretary"),
    Row("revisions:letter", args=lambda world: [NOBODY]),
]  # fmt: skip
