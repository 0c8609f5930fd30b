"""Who sets norms: analysts of the executing agency and of ministries."""

from typing import Any

from portal.accounts.models import Membership
from portal.accounts.permissions import has_role


def can_set_norms(user: Any) -> bool:
    """Set the days of a stage, or lift them."""
    return has_role(user, Membership.Role.ANALYST)
