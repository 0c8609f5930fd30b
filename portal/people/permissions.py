"""Who manages the people of authorities, agencies, ministries and the platform.

An administrator gives roles and takes them, and by that role sees nothing of any call. The
platform's operator enters an organisation and its first administrator, and then is out of it.
"""

from portal.accounts.models import Membership, Organisation, User
from portal.accounts.permissions import is_administrator, is_operator
from portal.accounts.selectors import people_of

Role = Membership.Role
Kind = Organisation.Kind

# What can be given where; a company's own roles are with its signatories (portal/team).
ROLES: dict[str, tuple[Role, ...]] = {
    Kind.AUTHORITY: (Role.OFFICER, Role.COLLEAGUE, Role.ADMINISTRATOR),
    Kind.AGENCY: (
        Role.OFFICER, Role.ANALYST, Role.ADVISER, Role.COLLEAGUE, Role.ADMINISTRATOR,
    ),
    Kind.MINISTRY: (Role.OFFICER, Role.ANALYST, Role.COLLEAGUE, Role.ADMINISTRATOR),
    Kind.PLATFORM: (Role.OPERATOR, Role.AUDITOR, Role.ADMINISTRATOR),
}  # fmt: skip


def can_manage_people(user: User, organisation: Organisation) -> bool:
    """An administrator of the organisation itself."""
    return is_administrator(user, organisation)


def can_invite(user: User, organisation: Organisation, email: str, role: str) -> bool:
    """An administrator, for a role that exists there, and nobody gives themselves one."""
    return (
        role in ROLES.get(organisation.kind, ())
        and email.lower() != user.email.lower()
        and can_manage_people(user, organisation)
    )


def can_end_role(user: User, membership: Membership) -> bool:
    """An administrator for everybody there; whoever it is, for oneself."""
    organisation = membership.organisation
    is_own = membership.user_id == user.pk and organisation.kind not in Organisation.APPLICANTS
    return is_own or can_manage_people(user, organisation)


def can_enter_organisations(user: User) -> bool:
    """The platform's operator."""
    return is_operator(user)


def can_invite_first(user: User, organisation: Organisation) -> bool:
    """The operator, for as long as an organisation has no administrator at all."""
    return (
        organisation.kind not in Organisation.APPLICANTS
        and can_enter_organisations(user)
        and not people_of(organisation, Role.ADMINISTRATOR).exists()
    )
