"""Who registered for a meeting of a call hears when the call stops."""

from calls.involved import Follower, follows
from calls.models import Call


@follows
def participants(call: Call) -> list[Follower]:
    """By the address that was confirmed; most have no account."""
    confirmed = call.market_participants.exclude(confirmed_at=None)
    return [Follower(each.email, each.language) for each in confirmed]
