"""Who reads how long stages took, and who sets the norms."""

from tests.access.rows import Row, rest
from tests.access.world import World

OFFICERS = "author officer"
READERS = f"{OFFICERS} outsider analyst"


def told(world: World) -> list[str]:
    """A call of which everybody was told the result."""
    return [world.told.phase.call.reference]


TIMING = [
    Row("timing:overview", sees=READERS, refused=rest(READERS)),
    Row("timing:norms", sees=READERS, refused=rest(READERS)),
    Row("timing:set-norm", sees="analyst", refused=rest("analyst")),
    Row("timing:set-norm", sees="analyst", refused=rest("analyst"), method="post"),
    Row("timing:call", "told", told, sees=f"{OFFICERS} secretary analyst"),
]
