"""The record of a call: for its officers. Point and notice are of Part 2 alone: elsewhere 404."""

from tests.access.rows import Row
from tests.access.world import World

OFFICERS = "author officer"


def call(world: World) -> list:
    return [world.approved.phase.call.reference]


RECORD = [
    Row("record:overview", args=call, sees=OFFICERS, refused="secretary"),
    Row("record:point", args=lambda world: [*call(world), "c"], refused="secretary"),
    Row("record:report", args=call, sees=OFFICERS, refused="secretary"),
    Row("record:award-notice", args=call, refused="secretary"),
    Row("record:ask", args=call, sees=OFFICERS, refused="secretary", method="post"),
    Row("record:package", args=lambda world: [*call(world), 1], refused="secretary"),
]
