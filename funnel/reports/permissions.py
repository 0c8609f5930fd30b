"""Who has reports made: analysts. What was published is read by all who read figures."""

from typing import Any

from django.db.models import QuerySet

from portal.accounts.models import Membership, Organisation, User
from portal.accounts.permissions import has_role
from portal.models import CURRENT

Role = Membership.Role


def can_plan_reports(user: Any) -> bool:
    """Plan a report, have it made once more, publish it; read those that were not published."""
    return has_role(user, Role.ANALYST)


def can_read_published(user: Any) -> bool:
    """Who reads figures at all."""
    return has_role(user, Role.ANALYST, Role.OFFICER)


def analysts() -> QuerySet[User]:
    """To whom a report can be sent."""
    places = Membership.objects.filter(CURRENT, role=Role.ANALYST)
    return User.objects.filter(pk__in=places.values("user"), is_active=True)


def house_of(user: User) -> Organisation:
    """The organisation in whose name this analyst reports."""
    return (
        Organisation.objects.filter(
            memberships__in=Membership.objects.filter(CURRENT, user=user, role=Role.ANALYST)
        )
        .order_by("pk")[:1]
        .get()
    )
