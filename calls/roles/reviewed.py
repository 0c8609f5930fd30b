"""Roles on calls and delegations, as lines of the page that looks through access."""

from functools import partial

from django.db.models import Q
from django.utils.translation import gettext as _

from calls.delegation import services as delegations
from calls.delegation.models import Delegation
from calls.models import CallRole
from calls.roles import services
from calls.roles.models import RoleOffer
from portal.accounts.models import Organisation, User
from portal.models import CURRENT
from portal.review.access import Access, tells_access


@tells_access
def roles(organisation: Organisation) -> list[Access]:
    """The roles on calls that the organisation runs; only the reference of a call is told."""
    runs = Q(call__contracting_authority=organisation) | Q(call__executing_agency=organisation)
    rows = CallRole.objects.filter(CURRENT, runs, role__in=RoleOffer.GIVEN)
    return [
        Access(
            f"call-role:{row.pk}",
            row.user,
            _("%(role)s on call %(reference)s")
            % {"role": row.get_role_display(), "reference": row.call.reference},
            row.until,
            partial(_end_role, row),
        )
        for row in rows.select_related("user", "call")
    ]


@tells_access
def lent(organisation: Organisation) -> list[Access]:
    """Who acts for an officer of the organisation."""
    rows = Delegation.objects.in_force().filter(organisation=organisation)
    return [
        Access(
            f"delegation:{row.pk}",
            row.delegate,
            _("acts for %(name)s") % {"name": row.delegator.name},
            row.until,
            partial(_end_delegation, row),
        )
        for row in rows.select_related("delegate", "delegator")
    ]


def _end_role(row: CallRole, by: User) -> None:
    services.end(row, by=by)


def _end_delegation(row: Delegation, by: User) -> None:
    delegations.end(row, by=by)
