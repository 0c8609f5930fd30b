"""Who may divide the offers among the members."""

from assessment.models import Committee
from assessment.permissions import can_change_seats
from portal.accounts.models import User


def can_allocate(user: User, committee: Committee) -> bool:
    """The officers and the secretary of the call, who form the committee as well."""
    return can_change_seats(user, committee)
