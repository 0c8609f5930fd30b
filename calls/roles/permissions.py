"""Who gives and takes roles on one call: officers by a role of their own at who runs it."""

from calls.models import Call, CallRole
from calls.roles.models import RoleOffer
from portal.accounts.models import Membership, User
from portal.accounts.permissions import has_role, is_administrator
from portal.models import CURRENT


def can_give(user: User, call: Call) -> bool:
    """An officer of the authority or agency; not who was asked in, nor who acts for somebody."""
    return any(
        has_role(user, Membership.Role.OFFICER, organisation=organisation)
        for organisation in (call.contracting_authority, call.executing_agency)
        if organisation is not None
    )


def can_be_asked(user: User, call: Call) -> bool:
    """People of the authority, of the agency and of the ministry that pays along."""
    places = [call.contracting_authority_id, call.executing_agency_id, call.co_funder_id]
    return (
        user.is_active
        and Membership.objects.filter(CURRENT, user=user, organisation__in=places).exists()
    )


def can_answer(user: User, offer: RoleOffer) -> bool:
    """Whom it was offered to."""
    return offer.user_id == user.pk


def can_take_back(user: User, offer: RoleOffer) -> bool:
    """Who may give the role."""
    return can_give(user, offer.call)


def can_end(user: User, role: CallRole) -> bool:
    """Who may give it, who has it, and an administrator there; that somebody wrote stays known."""
    if role.role not in RoleOffer.GIVEN:
        return False
    places = (role.call.contracting_authority, role.call.executing_agency)
    return (
        role.user_id == user.pk
        or can_give(user, role.call)
        or any(is_administrator(user, place) for place in places if place is not None)
    )
