"""Roles on a call and standing in: officers of who runs the call, and whom it concerns."""

from datetime import timedelta

from calls.delegation.models import Delegation
from calls.models import CallRole
from calls.roles.models import RoleOffer
from portal.clock import portal_now
from tests.access.rows import SIGNED_IN, Row
from tests.access.world import World


def call(world: World) -> list:
    return [world.open.call.reference]


def role(world: World) -> list:
    """The secretary's role on the call."""
    return [world.open.call.reference, world.people["secretary"].uuid, CallRole.Role.SECRETARY]


def offered(world: World) -> list:
    """A role that the secretary is asked to take more."""
    made, _is_new = RoleOffer.objects.get_or_create(
        call=world.open.call, user=world.people["secretary"], role=CallRole.Role.READER,
        defaults={"offered_by": world.cast.author},
    )  # fmt: skip
    return [made.uuid]


def delegation(world: World) -> list:
    """The author asks the second officer; it gives that officer nothing more."""
    made, _is_new = Delegation.objects.get_or_create(
        organisation=world.cast.rws, delegator=world.cast.author, delegate=world.cast.officer,
        call=world.open.call, defaults={"until": portal_now() + timedelta(days=1)},
    )  # fmt: skip
    return [made.uuid]


OFFICERS = "author officer"
ROLES = [
    Row("roles:rights", args=call, sees=OFFICERS, refused="secretary"),
    Row("roles:end", args=role, sees=f"{OFFICERS} secretary"),
    Row("roles:answer", args=offered, sees="secretary"),
    Row("roles:take-back", args=offered, sees=OFFICERS, refused="secretary", method="post"),
    Row("delegation:mine", sees=SIGNED_IN),
    Row("delegation:accept", args=delegation, sees="officer", refused="author", method="post"),
    Row("delegation:end", args=delegation, sees=OFFICERS, method="post"),
]
