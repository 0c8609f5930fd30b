"""Who destroys what: an authority its offers, the platform what belongs to no authority."""

from typing import Any

from archive.retention.disposal.kind import Kind
from archive.retention.models import DestructionList, Hold
from portal.accounts.models import Membership, Organisation
from portal.accounts.permissions import has_role

Role = Membership.Role


def role_for(owner: Organisation) -> str:
    """Whose work it is: the operators of the platform, the officers of an authority."""
    return Role.OPERATOR if owner.kind == Organisation.Kind.PLATFORM else Role.OFFICER


def can_keep_archive(user: Any, owner: Organisation) -> bool:
    """Officers of the authority, operators of the platform."""
    return has_role(user, role_for(owner), organisation=owner)


def can_draw_up(user: Any, owner: Organisation, kind: Kind) -> bool:
    """The same people, for what is theirs."""
    is_platform = owner.kind == Organisation.Kind.PLATFORM
    return kind.is_platform == is_platform and can_keep_archive(user, owner)


def can_approve(user: Any, listed: DestructionList) -> bool:
    """Another person than who drew the list up."""
    return listed.drawn_up_by_id != user.pk and can_keep_archive(user, listed.owner)


def can_withdraw(user: Any, listed: DestructionList) -> bool:
    """Everybody who may draw one up."""
    return can_keep_archive(user, listed.owner)


def can_lift(user: Any, hold: Hold) -> bool:
    """Whose hold it is."""
    return can_keep_archive(user, hold.owner)
