"""Authorisations that hold now, and requests that wait."""

from django.db.models import Q, QuerySet

from portal.accounts.models import Membership, Organisation, User
from portal.accounts.permissions import has_role
from portal.accounts.selectors import people_of
from portal.clock import portal_today
from portal.team.models import JoinRequest, Mandate


def holding_now() -> QuerySet[Mandate]:
    """The authorisations that were not withdrawn and have not ended."""
    return Mandate.objects.filter(
        Q(ends_on=None) | Q(ends_on__gte=portal_today()),
        withdrawn_at=None,
        signed_on__lte=portal_today(),
    )


def mandate_of(user: User, organisation: Organisation) -> Mandate | None:
    """The authorisation with which this person acts for the company now, the newest first."""
    if not has_role(user, Membership.Role.INTERMEDIARY, organisation=organisation):
        return None
    return (
        holding_now()
        .filter(organisation=organisation, intermediary_id=user.pk)
        .select_related("file", "intermediary")
        .first()
    )


def intermediaries_of(organisation: Organisation) -> QuerySet[User]:
    """The intermediaries of a company, with an authorisation or without."""
    return people_of(organisation, Membership.Role.INTERMEDIARY).order_by("name")


def mandated_of(organisation: Organisation) -> QuerySet[User]:
    """The intermediaries that may write and send for a company now."""
    holders = holding_now().filter(organisation=organisation).values("intermediary")
    return intermediaries_of(organisation).filter(pk__in=holders)


def open_requests(organisation: Organisation) -> QuerySet[JoinRequest]:
    """Who asked to join and got no answer yet."""
    return organisation.join_requests.filter(answered_at=None).select_related("user")
