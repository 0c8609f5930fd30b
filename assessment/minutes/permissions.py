"""Who may do what with the minutes."""

from assessment.minutes.selectors import signers
from assessment.models import Committee
from assessment.permissions import can_see_consensus, can_write_advice
from assessment.selectors import standing_of
from portal.accounts.models import User


def can_write_minutes(user: User, committee: Committee) -> bool:
    """The secretary, and who leads: the same people who write the advice."""
    return can_write_advice(user, committee)


def can_read_minutes(user: User, committee: Committee) -> bool:
    """Committee and secretary, but for those tied to an offer: the minutes tell of every one."""
    standing = standing_of(user, committee)
    if standing is not None and standing.is_kept_away(standing.asked):
        return False
    return can_see_consensus(user, committee)


def can_sign_minutes(user: User, committee: Committee) -> bool:
    """The members with a vote whom nothing keeps from an offer."""
    return any(seat.user_id == user.pk for seat in signers(committee))
