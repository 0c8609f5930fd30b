"""Who keeps the list of missions."""

from portal.accounts.models import Membership, Organisation, User
from portal.models import CURRENT


def can_keep_missions(user: User) -> bool:
    """An officer or adviser of an executing agency."""
    return Membership.objects.filter(
        CURRENT,
        user=user,
        role__in=[Membership.Role.OFFICER, Membership.Role.ADVISER],
        organisation__kind=Organisation.Kind.AGENCY,
    ).exists()
