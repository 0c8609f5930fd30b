"""Who keeps the figures of before the portal: analysts of the executing agency and ministries."""

from typing import Any

from portal.accounts.models import Membership
from portal.accounts.permissions import has_role


def can_keep_history(user: Any) -> bool:
    """Add an edition, or take one back."""
    return has_role(user, Membership.Role.ANALYST)
