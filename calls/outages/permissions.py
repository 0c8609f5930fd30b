"""Who moves deadlines after an outage: officers of every call that is touched, two of them."""

from calls.apart import stands_apart
from calls.delegation.behalf import is_same_hand
from calls.models import Call
from calls.outages.models import Outage
from calls.permissions import is_officer
from portal.accounts.models import Membership, User
from portal.accounts.permissions import has_role


def can_see_outages(user: User) -> bool:
    """Any officer."""
    return has_role(user, Membership.Role.OFFICER)


def can_extend_for_outage(user: User, outage: Outage) -> bool:
    """An officer of every call that the outage touched (Directive 2014/24 annex IV (c))."""
    calls = Call.objects.filter(phases__outages__outage=outage).distinct()
    return all(is_officer(user, call) for call in calls)


def can_approve_outage(user: User, outage: Outage) -> bool:
    """Such an officer, who did not propose it and judges in none of the calls."""
    calls = Call.objects.filter(phases__outages__outage=outage).distinct()
    return can_extend_for_outage(user, outage) and not any(
        is_same_hand(user, outage.proposed_by_id, call) or stands_apart(user, call)
        for call in calls
    )
