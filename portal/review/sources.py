"""Roles at the organisation, and authorisations of a company's intermediaries."""

from functools import partial

from django.utils.translation import gettext as _

from portal.accounts.models import Membership, Organisation, User
from portal.look.wording import first_moment
from portal.models import CURRENT
from portal.people import services as people
from portal.review.access import Access, tells_access
from portal.team import services as team
from portal.team.models import Mandate
from portal.team.selectors import holding_now


@tells_access
def roles(organisation: Organisation) -> list[Access]:
    """Everybody with a role there now."""
    rows = organisation.memberships.filter(CURRENT).select_related("user", "organisation")
    return [
        Access(
            f"role:{row.pk}", row.user, str(row.get_role_display()), row.until,
            partial(_end_role, row),
        )
        for row in rows
    ]  # fmt: skip


@tells_access
def mandates(organisation: Organisation) -> list[Access]:
    """The authorisations that hold now."""
    rows = holding_now().filter(organisation=organisation)
    return [
        Access(
            f"mandate:{row.pk}", row.intermediary, _("authorisation as intermediary"),
            first_moment(row.ends_on) if row.ends_on else None, partial(_end_mandate, row),
        )
        for row in rows.select_related("intermediary", "organisation")
    ]  # fmt: skip


def _end_role(row: Membership, by: User) -> None:
    is_company = row.organisation.kind in Organisation.APPLICANTS
    (team.end_membership if is_company else people.end_role)(row, by=by)


def _end_mandate(row: Mandate, by: User) -> None:
    team.withdraw_mandate(row, by=by)
