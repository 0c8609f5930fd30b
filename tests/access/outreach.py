"""Who sees sessions, and who organises them."""

from typing import Any

from funnel.outreach.links import secret_of
from funnel.outreach.models import Session
from tests.access.rows import EVERYBODY, Row, rest
from tests.funnel.outreach.stages import announced, planned, registered

ORGANISERS = "escrow analyst"


def _in_state(world: Any, state: str, make: Any) -> Session:
    """One session in this state, made by whichever row is first."""
    return Session.objects.filter(state=state).first() or make(world.cast)


def session(world: Any) -> list[Any]:
    return [_in_state(world, "announced", announced).uuid]


def draft(world: Any) -> list[Any]:
    return [_in_state(world, "draft", planned).uuid]


def secret(world: Any) -> list[Any]:
    return [secret_of(registered(_in_state(world, "announced", announced), 1))]


DESK = {"sees": ORGANISERS, "refused": rest(ORGANISERS)}
OUTREACH = [
    Row("outreach:sessions", sees=EVERYBODY),
    Row("outreach:session", "announced", session, sees=EVERYBODY),
    Row("outreach:session", "draft", draft, is_public=True),
    Row("outreach:ics", "announced", session, sees=EVERYBODY),
    Row("outreach:register", "announced", session, sees=EVERYBODY),
    Row("outreach:material", args=lambda world: [*draft(world), *session(world)], is_public=True),
    Row("outreach:mine", "with the link", secret, sees=EVERYBODY),
    Row("outreach:confirm", "with the link", secret, sees=EVERYBODY, method="post"),
    Row("outreach:leave", "with the link", secret, sees=EVERYBODY, method="post"),
    Row("outreach:desk", **DESK),
    Row("outreach:new", **DESK),
    *[
        Row(f"outreach:{name}", "draft", draft, sees=ORGANISERS)
        for name in ("manage", "edit", "announce", "cancel", "attendance", "origins-csv")
    ],
    Row("outreach:add-material", "draft", draft, sees=ORGANISERS, method="post"),
]  # fmt: skip
