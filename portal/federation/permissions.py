"""Who enters identity providers."""

from portal.accounts.models import User
from portal.accounts.permissions import is_operator


def can_keep_providers(user: User) -> bool:
    """The platform's operator."""
    return is_operator(user)
