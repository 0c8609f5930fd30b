"""What holds contracts: no phase of the world has a standstill, so the pages are there for nobody.

Their own matrix is in tests/awards/holds.
"""

from uuid import UUID

from tests.access.rows import Row
from tests.access.world import World

NOBODY = UUID(int=0)


def phase(world: World) -> list:
    return [world.opened.phase.call.reference, world.opened.phase.code]


HOLDS = [
    Row("holds:overview", args=phase),
    Row("holds:register-litigation", args=phase),
    Row("holds:end-litigation", args=lambda world: [*phase(world), NOBODY]),
    Row("holds:report-return", args=phase),
    Row("holds:settle-return", args=lambda world: [*phase(world), NOBODY]),
]
