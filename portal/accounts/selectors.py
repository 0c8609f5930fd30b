"""The people of organisations, as they are now."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Min, QuerySet

from portal.accounts.models import Membership, Organisation, User
from portal.models import CURRENT

Role = Membership.Role
WRITERS = (Role.SIGNATORY, Role.EDITOR)  # of a company's offers


def people_in(
    organisations: Iterable[Organisation | int | None] | QuerySet[Any], *roles: str
) -> QuerySet[User]:
    """The active people with one of these roles in one of them now, the longest there first."""
    held = Membership.objects.filter(CURRENT, organisation__in=organisations, role__in=roles)
    return (
        User.objects.filter(is_active=True, memberships__in=held)
        .annotate(there_since=Min("memberships__pk"))
        .order_by("there_since")
    )


def people_of(organisation: Organisation, *roles: str) -> QuerySet[User]:
    """The same of one organisation."""
    return people_in([organisation], *roles)


def signatories_of(organisation: Organisation) -> QuerySet[User]:
    """Who signs for a company, and therefore gets its letters."""
    return people_of(organisation, Role.SIGNATORY)


def authorities_of(user: User) -> QuerySet[Organisation]:
    """The authorities of which this person is an officer now, by name."""
    memberships = Membership.objects.filter(CURRENT, user=user, role=Membership.Role.OFFICER)
    return Organisation.objects.filter(
        kind=Organisation.Kind.AUTHORITY, pk__in=memberships.values("organisation")
    ).order_by("name")
