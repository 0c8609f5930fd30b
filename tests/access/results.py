"""Results for everybody, and their editors."""

from typing import Any

from funnel.results.models import EarlierStory
from tests.access.rows import EVERYBODY, Row, rest
from tests.funnel.results.stages import published, written

EDITORS = "analyst operator"


def _in_state(world: Any, state: str, make: Any) -> list[Any]:
    """One story in this state, made by whichever row is first."""
    return [(EarlierStory.objects.filter(state=state).first() or make(world.cast)).uuid]


def public(world: Any) -> list[Any]:
    return _in_state(world, "published", published)


def draft(world: Any) -> list[Any]:
    return _in_state(world, "draft", written)


DESK = {"sees": EDITORS, "refused": rest(EDITORS)}
RESULTS = [
    Row("results:results", sees=EVERYBODY),
    Row("results:earlier", "published", public, sees=EVERYBODY),
    Row("results:earlier", "draft", draft, sees=EDITORS, is_public=True),
    Row("results:picture", "without one", public, is_public=True),
    Row("results:desk", **DESK),
    Row("results:new", **DESK),
    Row("results:edit", "published", public, **DESK),
    Row("results:edit", "draft", draft, sees=EDITORS),
    Row("results:publish", "draft", draft, sees=EDITORS, method="post"),
    Row("results:take-down", "published", public, method="post", **DESK),
]
