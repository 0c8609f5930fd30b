"""Who looks at another line, and who moves it: the money is the authority's to divide."""

from assessment.models import Committee
from assessment.permissions import can_see_outcome, sits_on_committee
from assessment.selectors import standing_of
from calls.permissions import is_officer
from portal.accounts.models import User


def can_try_line(user: User, committee: Committee) -> bool:
    """Who sees the outcome, but for members whom a tie keeps from an offer in it."""
    standing = standing_of(user, committee)
    if standing is not None and standing.is_kept_away(standing.asked):
        return False
    return can_see_outcome(user, committee)


def can_move_line(user: User, committee: Committee) -> bool:
    """The officers of the call who judge in no phase of it."""
    call = committee.phase.call
    return is_officer(user, call) and not sits_on_committee(user, call)
