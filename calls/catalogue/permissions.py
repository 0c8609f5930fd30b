"""Who keeps the list of missions."""

from portal.accounts.models import Membership, Organisation, User


def can_keep_missions(user: User) -> bool:
    """An officer or adviser of an executing agency."""
    return (
        Organisation.objects.of(user)
        .filter(
            kind=Organisation.Kind.AGENCY,
            memberships__role__in=[Membership.Role.OFFICER, Membership.Role.ADVISER],
        )
        .exists()
    )
