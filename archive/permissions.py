"""Who reads the whole register of processing."""

from typing import Any

from portal.accounts.models import Membership
from portal.accounts.permissions import has_role

Role = Membership.Role
STAFF = (Role.OFFICER, Role.ANALYST, Role.ADVISER, Role.OPERATOR, Role.AUDITOR)


def can_read_register(user: Any) -> bool:
    """Who works for an authority, the agency or the platform."""
    return has_role(user, *STAFF)
