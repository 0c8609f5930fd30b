"""Who: officers weigh and ask, advisers of the agency that was asked answer."""

from django.db.models import QuerySet

from calls.advice.models import AdviceRequest
from calls.models import Call
from calls.permissions import is_officer
from portal.accounts.models import Membership, Organisation, User
from portal.accounts.permissions import has_role
from portal.models import PortalNow

Role = Membership.Role


def can_consider(user: User, authority: Organisation) -> bool:
    """An officer of the authority itself."""
    return has_role(user, Role.OFFICER, organisation=authority)


def can_justify(user: User, call: Call) -> bool:
    """Any officer of the call."""
    return is_officer(user, call)


def can_copy_call(user: User, source: Call) -> bool:
    """An officer copies what is public, or a call that this officer works on."""
    return has_role(user, Role.OFFICER) and (
        source.state not in {Call.State.DRAFT, Call.State.IN_REVIEW} or is_officer(user, source)
    )


def can_ask_advice(user: User, authority: Organisation, call: Call | None = None) -> bool:
    """An officer of the call; before there is one, of the authority."""
    if call is not None:
        return is_officer(user, call)
    return has_role(user, Role.OFFICER, organisation=authority)


def is_asker(user: User, request: AdviceRequest) -> bool:
    """An officer on the side that asked."""
    return can_ask_advice(user, request.authority, request.call)


def is_adviser(user: User, request: AdviceRequest) -> bool:
    """An adviser of the agency that was asked."""
    return has_role(user, Role.ADVISER, organisation=request.agency)


def can_write(user: User, request: AdviceRequest) -> bool:
    """Both sides of the conversation."""
    return is_asker(user, request) or is_adviser(user, request)


def current_advisers(agency: Organisation) -> "QuerySet[User]":
    """The people who advise for this agency now."""
    return User.objects.filter(
        pk__in=agency.memberships.filter(role=Role.ADVISER)
        .exclude(until__lte=PortalNow())
        .values("user"),
        is_active=True,
    )
