"""Stories and second buyers; nothing was delivered in this world: tests/awards has the matrices."""

from uuid import UUID

from tests.access.rows import Row
from tests.access.world import World

NOBODY = UUID(int=0)


def told(world: World) -> list:
    return [world.told.phase.call.reference]


STORIES = [
    Row("stories:stories", args=told, sees="author officer", refused="secretary"),
    Row("stories:write", args=lambda world: [world.delivered.contract.audit_ref]),
    Row("stories:story", args=lambda world: [NOBODY]),
    Row("stories:picture", args=lambda world: [NOBODY], is_public=True),
    Row("stories:take-down", args=lambda world: [NOBODY], method="post"),
    Row("buyers:interested", args=lambda world: [world.delivered.contract.audit_ref]),
    Row("buyers:mark", args=lambda world: [world.delivered.contract.audit_ref]),
    Row("buyers:withdraw", args=lambda world: [NOBODY], method="post"),
]
