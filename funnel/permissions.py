"""Who reads figures: analysts of every call, officers of their own."""

from typing import Any

from django.db.models import QuerySet

from calls.models import Call
from portal.accounts.models import Membership
from portal.accounts.permissions import has_role
from portal.models import CURRENT

Role = Membership.Role


def can_read_figures(user: Any) -> bool:
    """Analysts of the executing agency and of ministries; officers, of their own calls."""
    return has_role(user, Role.ANALYST, Role.OFFICER)


def reads_every_call(user: Any) -> bool | None:
    """Whether somebody reads the figures of every call; None for who reads none. One query."""
    roles = set(
        Membership.objects.filter(
            CURRENT, user=user, role__in=[Role.ANALYST, Role.OFFICER]
        ).values_list("role", flat=True)
    )
    return Role.ANALYST in roles if roles else None


def readable_calls(user: Any) -> QuerySet[Call]:
    """The calls whose figures this person may read."""
    if has_role(user, Role.ANALYST):
        return Call.objects.published()
    return Call.objects.staffed_by(user)
