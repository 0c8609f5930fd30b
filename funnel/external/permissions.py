"""Who registers what was run outside the portal: analysts all, officers of their authority."""

from typing import Any

from django.db.models import QuerySet

from portal.accounts.models import Membership, Organisation
from portal.accounts.permissions import has_role
from portal.models import CURRENT

Role = Membership.Role
OWN_KINDS = (Organisation.Kind.AUTHORITY, Organisation.Kind.AGENCY, Organisation.Kind.MINISTRY)


def can_register(user: Any) -> bool:
    """Register calls at all."""
    return has_role(user, Role.ANALYST, Role.OFFICER)


def can_tell_of(user: Any, authority: Organisation) -> bool:
    """Tell of a call of this authority, or take that back."""
    return has_role(user, Role.ANALYST) or has_role(user, Role.OFFICER, organisation=authority)


def can_take_in(user: Any) -> bool:
    """Take in a file, or take it back: it tells of any authority."""
    return has_role(user, Role.ANALYST)


def authorities_for(user: Any) -> QuerySet[Organisation]:
    """Whose calls this person may register."""
    all_of_them = Organisation.objects.filter(kind__in=OWN_KINDS)
    if has_role(user, Role.ANALYST):
        return all_of_them
    return all_of_them.filter(pk__in=own_authorities(user))


def own_authorities(user: Any) -> Any:
    """The organisations of which this person is an officer now, to be part of another query."""
    own = Membership.objects.filter(CURRENT, user=user, role=Role.OFFICER)
    return own.values("organisation")
