"""Who: roles in organisations. Roles on a call are in calls/permissions.py."""

from typing import Any

from django.db.models import QuerySet

from portal.accounts.models import Invitation, Membership, Organisation, User
from portal.compiled import rows_of_person
from portal.models import CURRENT

Role = Membership.Role


def has_role(user: User, *roles: str, organisation: Organisation | None = None) -> bool:
    """Whether this person has one of these roles now, in this organisation or in any."""
    if not user.is_authenticated:
        return False
    return any(
        held["role"] in roles
        and (organisation is None or held["organisation_id"] == organisation.pk)
        for held in _roles_of(user.pk)
    )


@rows_of_person
def _roles_of(person: int) -> QuerySet[Any]:
    return Membership.objects.filter(CURRENT, user_id=person).values("organisation_id", "role")


def can_invite_colleague(user: User, organisation: Organisation) -> bool:
    """A signatory of the company itself."""
    return organisation.kind in Organisation.APPLICANTS and has_role(
        user, Role.SIGNATORY, organisation=organisation
    )


def can_add_register_number(user: User, organisation: Organisation) -> bool:
    """A signatory, for a Dutch company that has no number here yet."""
    lacks_one = not organisation.kvk and organisation.country == "NL"
    return lacks_one and can_invite_colleague(user, organisation)


def can_check_register_number(user: User, organisation: Organisation) -> bool:
    """A signatory, for a number that the trade register has not confirmed yet."""
    is_unchecked = bool(organisation.kvk) and organisation.kvk_verified_at is None
    return is_unchecked and can_invite_colleague(user, organisation)


def can_change_numbers(user: User, organisation: Organisation) -> bool:
    """A signatory of the company itself."""
    return can_invite_colleague(user, organisation)


def can_accept_invitation(user: User, invitation: Invitation) -> bool:
    """Whom it was sent to: the address must be the one this person logs in with."""
    return invitation.email == user.email.lower()


def is_analyst(user: User) -> bool:
    """Who reads the figures of all calls: the executing agency's analysts."""
    return has_role(user, Role.ANALYST)


def is_auditor(user: User) -> bool:
    """Who reads openings and history of all calls, and no content."""
    return has_role(user, Role.AUDITOR)


def is_operator(user: User) -> bool:
    """Who keeps the platform running, with no right to any content."""
    return has_role(user, Role.OPERATOR)


def is_administrator(user: User, organisation: Organisation) -> bool:
    """Who manages the people of an authority, agency or the platform itself."""
    return organisation.kind not in Organisation.APPLICANTS and has_role(
        user, Role.ADMINISTRATOR, organisation=organisation
    )
