"""Who writes stories of before the portal."""

from typing import Any

from portal.accounts.models import Membership
from portal.accounts.permissions import has_role

Role = Membership.Role


def can_edit(user: Any, story: Any = None) -> bool:
    """The editors: analysts of the executing agency, and who runs the platform."""
    return has_role(user, Role.ANALYST, Role.OPERATOR)
