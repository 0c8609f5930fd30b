"""The people of an organisation that asks, and the organisations that have people to manage."""

from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from portal.accounts.models import Membership, Organisation, User
from portal.accounts.selectors import people_of
from portal.models import PortalNow

Role = Membership.Role
MUST_STAY = (Role.ADMINISTRATOR, Role.OFFICER, Role.OPERATOR)  # somebody always has these


@dataclass(frozen=True)
class RoleRow:
    """One role of one person; `may_be_ended` says whether somebody else is left with it."""

    membership: Membership
    may_be_ended: bool


def role_rows(organisation: Organisation) -> list[RoleRow]:
    """Every role that somebody has there now, sorted by name."""
    current = organisation.memberships.filter(Q(until=None) | Q(until__gt=PortalNow()))
    rows = list(current.select_related("user").order_by("user__name", "user_id", "role"))
    holders = {
        role: {row.user_id for row in rows if row.role == role and row.user.is_active}
        for role in MUST_STAY
    }
    return [
        RoleRow(row, row.role not in MUST_STAY or bool(holders[Role(row.role)] - {row.user_id}))
        for row in rows
    ]


def is_last(membership: Membership) -> bool:
    """Whether nobody would have this role without this one, where somebody must."""
    if membership.role not in MUST_STAY:
        return False
    others = people_of(membership.organisation, membership.role).exclude(pk=membership.user_id)
    return not others.exists()


def administered_by(user: User) -> QuerySet[Organisation]:
    """The organisations whose people this person manages."""
    held = Membership.objects.filter(
        Q(until=None) | Q(until__gt=PortalNow()), user=user, role=Role.ADMINISTRATOR
    )
    return Organisation.objects.filter(pk__in=held.values("organisation"))


def askers() -> QuerySet[Organisation]:
    """Every organisation that asks or runs, with how many administrators it has now."""
    now = Q(memberships__until=None) | Q(memberships__until__gt=PortalNow())
    is_admin = Q(memberships__role=Role.ADMINISTRATOR, memberships__user__is_active=True)
    return (
        Organisation.objects.exclude(kind__in=Organisation.APPLICANTS)
        .annotate(administrators=Count("memberships", filter=now & is_admin))
        .order_by("name", "pk")
    )
