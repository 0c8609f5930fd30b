"""Delegations as rows for pages, and whom one can ask."""

from django.db.models import Q, QuerySet

from calls.delegation.models import Delegation
from calls.models import Call
from portal.accounts.models import Membership, Organisation, User
from portal.models import CURRENT, PortalNow

Role = Membership.Role


def of_person(user: User) -> QuerySet[Delegation]:
    """What somebody gave or holds, the newest first; others' are not there."""
    return Delegation.objects.filter(Q(delegator=user) | Q(delegate=user)).select_related(
        "organisation", "delegator", "delegate", "call"
    )


def offices_of(user: User) -> QuerySet[Organisation]:
    """Where this person is an officer, and can therefore ask a colleague."""
    held = Membership.objects.filter(CURRENT, user=user, role=Role.OFFICER)
    return Organisation.objects.filter(pk__in=held.values("organisation"))


def colleagues_of(user: User) -> QuerySet[User]:
    """Who may be asked: people of the same places who are no officer there."""
    now = Q(until=None) | Q(until__gt=PortalNow())
    places = offices_of(user).values("pk")
    there = Membership.objects.filter(now, organisation__in=places)
    officers = there.filter(role=Role.OFFICER).values("user")
    return (
        User.objects.filter(is_active=True, pk__in=there.values("user"))
        .exclude(pk__in=officers)
        .order_by("name", "pk")
    )


def calls_of(user: User) -> QuerySet[Call]:
    """The calls that the places run where this person is an officer, and that are not over."""
    places = offices_of(user).values("pk")
    return (
        Call.objects.filter(
            Q(contracting_authority__in=places)
            | Q(executing_agency__in=places)
            | Q(pk__in=Call.objects.filter(themes__authority__in=places).values("pk"))
        )
        .exclude(state__in=[Call.State.CANCELLED, Call.State.COMPLETED])
        .order_by("reference")
    )
