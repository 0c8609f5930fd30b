"""People of organisations that ask: the operator enters them, their administrator manages them."""

from portal.accounts.models import Membership
from tests.access.rows import Row, rest
from tests.access.world import World
from tests.cast import staff


def authority(world: World) -> list:
    return [world.cast.rws.uuid]


def role(world: World) -> list:
    """Somebody else's role at the authority: nobody of the cast administers it."""
    person = staff(world.cast.rws, Membership.Role.COLLEAGUE, "Collega")
    return [world.cast.rws.uuid, person.uuid, Membership.Role.COLLEAGUE]


PEOPLE = [
    Row("people:organisations", sees="operator", refused=rest("operator")),
    Row("people:enter", sees="operator", refused=rest("operator")),
    Row("people:first", args=authority, sees="operator", refused=rest("operator")),
    Row("people:people", args=authority),
    Row("people:withdraw-invitation", args=authority, method="post"),
    Row("people:end-role", args=role, refused="author officer"),
]
