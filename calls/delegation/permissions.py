"""Who lets whom act in their place: officers in their own name, colleagues of the same place."""

from calls.delegation.models import Delegation
from portal.accounts.models import Membership, Organisation, User
from portal.accounts.permissions import has_role, is_administrator
from portal.models import CURRENT

Role = Membership.Role


def can_delegate(user: User, organisation: Organisation) -> bool:
    """An officer of the organisation itself; who acts for somebody passes nothing on."""
    return has_role(user, Role.OFFICER, organisation=organisation)


def can_stand_in(user: User, organisation: Organisation) -> bool:
    """A colleague there who is no officer: an officer acts already, in their own name."""
    held = set(
        Membership.objects.filter(
            CURRENT, user=user, organisation=organisation, user__is_active=True
        ).values_list("role", flat=True)
    )
    return bool(held) and Role.OFFICER not in held


def can_accept(user: User, delegation: Delegation) -> bool:
    """Whom it was asked of."""
    return delegation.delegate_id == user.pk


def can_end(user: User, delegation: Delegation) -> bool:
    """Who gave it, who holds it, and the administrator of where they work."""
    is_own = user.pk in {delegation.delegator_id, delegation.delegate_id}
    return is_own or is_administrator(user, delegation.organisation)
