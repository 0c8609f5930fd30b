"""Who says how an authority looks."""

from portal.accounts.models import Membership, Organisation, User
from portal.accounts.permissions import has_role


def can_change_look(user: User, authority: Organisation) -> bool:
    """An officer of the authority itself."""
    return authority.kind == Organisation.Kind.AUTHORITY and has_role(
        user, Membership.Role.OFFICER, organisation=authority
    )
