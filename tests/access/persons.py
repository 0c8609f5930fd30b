"""The own data: each person the own; operators answer requests to be erased."""

from tests.access.rows import SIGNED_IN, Row, rest
from tests.access.world import World


def request(world: World) -> list:
    return [world.erasure.uuid]


PERSONS = [
    Row("persons:mine", sees=SIGNED_IN),
    Row("persons:ask-copy", sees=SIGNED_IN, method="post"),
    Row("persons:copy", args=lambda world: [world.copy.uuid], sees=""),
    Row("persons:ask-erasure", sees=SIGNED_IN),
    Row("persons:close", sees=SIGNED_IN),
    Row("persons:withdraw", args=request, sees="viewer", method="post"),
    Row("persons:desk", sees="operator", refused=rest("operator")),
    Row("persons:judge", args=request, sees="operator", refused=rest("operator")),
    Row("persons:confirm", args=request, sees="operator", refused=rest("operator")),
    Row(
        "persons:send-back", args=request, sees="operator", refused=rest("operator"), method="post"
    ),
]
