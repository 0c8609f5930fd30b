"""Who writes and who signs for a company, with a role of their own or with an authorisation."""

from portal.accounts.models import Membership, Organisation, User
from portal.accounts.permissions import can_invite_colleague, has_role
from portal.team.models import Mandate
from portal.team.selectors import mandate_of

Role = Membership.Role


def can_write_for(user: User, organisation: Organisation) -> bool:
    """Signatories and editors, and an intermediary whose authorisation is on file and holds."""
    return has_role(
        user, Role.SIGNATORY, Role.EDITOR, organisation=organisation
    ) or acts_as_intermediary(user, organisation)


def can_sign_for(user: User, organisation: Organisation) -> bool:
    """A signatory, and an intermediary whose authorisation is on file and holds."""
    return has_role(user, Role.SIGNATORY, organisation=organisation) or acts_as_intermediary(
        user, organisation
    )


def acts_as_intermediary(user: User, organisation: Organisation) -> bool:
    """Whether an authorisation is what this person acts on: with it, and without a role of own."""
    return user.is_authenticated and mandate_of(user, organisation) is not None


def can_read_mandates(user: User, organisation: Organisation) -> bool:
    """Signatories, and the intermediaries themselves."""
    return has_role(user, Role.SIGNATORY, Role.INTERMEDIARY, organisation=organisation)


def can_read_mandate(user: User, mandate: Mandate) -> bool:
    """Signatories read all of their company; an intermediary reads its own."""
    is_signatory = has_role(user, Role.SIGNATORY, organisation=mandate.organisation)
    return is_signatory or mandate.intermediary_id == user.pk


def can_add_mandate(user: User, organisation: Organisation, intermediary: User) -> bool:
    """A signatory for any intermediary of the company; an intermediary for itself."""
    if not has_role(intermediary, Role.INTERMEDIARY, organisation=organisation):
        return False
    is_signatory = has_role(user, Role.SIGNATORY, organisation=organisation)
    return is_signatory or user.pk == intermediary.pk


def can_withdraw_mandate(user: User, mandate: Mandate) -> bool:
    """A signatory of the company, or the intermediary that gives it up."""
    return can_read_mandate(user, mandate)


def can_end_membership(user: User, membership: Membership) -> bool:
    """A signatory, for everybody of the company; whoever it is, for oneself."""
    is_own = membership.user_id == user.pk
    return is_own or has_role(user, Role.SIGNATORY, organisation=membership.organisation)


def can_answer_join_request(user: User, organisation: Organisation) -> bool:
    """Who invites colleagues also lets them in."""
    return can_invite_colleague(user, organisation)
