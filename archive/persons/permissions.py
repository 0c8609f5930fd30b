"""Who answers a request to be erased: operators, and never about themselves."""

from typing import Any

from archive.persons.models import ErasureRequest
from portal.accounts.permissions import is_operator


def can_propose(user: Any, request: ErasureRequest) -> bool:
    """An operator, about somebody else."""
    return user.pk != request.user_id and is_operator(user)


def can_decide(user: Any, request: ErasureRequest) -> bool:
    """Another operator than who proposed."""
    return user.pk != request.proposed_by_id and can_propose(user, request)


def can_withdraw(user: Any, request: ErasureRequest) -> bool:
    """Who asked."""
    return user.pk == request.user_id
