"""Keeping and destroying: officers for their authority, operators for the platform."""

from tests.access.rows import Row, rest
from tests.access.world import World

KEEPERS = "author officer outsider operator"
OWN = "author officer"


def owner(*more: str):
    return lambda world: [world.cast.rws.uuid, *more]


def listed(world: World) -> list:
    return [world.destruction.uuid]


RETENTION = [
    Row("retention:overview", sees=KEEPERS, refused=rest(KEEPERS)),
    Row("retention:due", args=owner("offer"), sees=OWN),
    Row("retention:place", args=owner(), sees=OWN),
    Row("retention:lift", args=lambda world: [world.legal_hold.uuid], sees=OWN),
    Row("retention:list", args=listed, sees=OWN),
    Row("retention:approve", args=listed, sees="officer", refused="author"),
    Row("retention:withdraw", args=listed, sees=OWN, method="post"),
    Row("retention:certificate", args=listed),
]
