"""Who keeps the keys of a vault that is closed: holders use their part, officers name people."""

from tests.access.rows import Row
from tests.access.world import World

OFFICERS = "author officer"
HOLDERS = f"{OFFICERS} escrow"


def kept(world: World) -> list:
    """The call whose phase takes offers now."""
    return [world.open.call.reference]


def held(world: World) -> list:
    """The same, and the person who holds the reserve."""
    return [*kept(world), world.cast.escrow.uuid]


CUSTODY = [
    Row("calls:keys", "open", kept, sees=HOLDERS, refused="secretary"),
    *[
        Row(f"calls:{name}", "open", kept, sees=HOLDERS, refused="secretary")
        for name in ("try-share", "renew-shares")
    ],
    *[
        Row(f"calls:{name}", "open", kept, sees=f"{OFFICERS} auditor", refused="secretary")
        for name in ("history", "history-csv")
    ],
    Row("calls:add-deputy", "open", kept, sees=OFFICERS, refused="secretary",
        method="post"),
    Row("calls:let-go", "open", held, sees=HOLDERS, refused="secretary", method="post"),
]  # fmt: skip
