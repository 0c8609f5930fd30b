"""Who asks and who gives: officers of the authority, and the people of the funder."""

from typing import Any

from calls.models import Call
from funnel.cofunding.models import (
    FUNDERS,
    GIVERS,
    READERS,
    FundingDecision,
    FundingReport,
    FundingRequest,
    FundingRound,
)
from portal.accounts.models import Membership, Organisation
from portal.accounts.permissions import has_role
from portal.models import CURRENT

OFFICER = Membership.Role.OFFICER


def funders_of(user: Any) -> Any:
    """The ministries and agencies for which this person may make a round."""
    mine = Membership.objects.filter(CURRENT, user=user, role__in=GIVERS).values("organisation")
    return Organisation.objects.filter(pk__in=mine, kind__in=FUNDERS)


def can_make_round(user: Any) -> bool:
    """An officer or adviser of a ministry or an executing agency."""
    return user.is_authenticated and funders_of(user).exists()


def gives(user: Any, round_: FundingRound) -> bool:
    """An officer or adviser of the funder of this round."""
    return has_role(user, *GIVERS, organisation=round_.funder)


def reads(user: Any, round_: FundingRound) -> bool:
    """A giver or an analyst of the funder: reads all requests of the round."""
    return has_role(user, *READERS, organisation=round_.funder)


def asks(user: Any) -> bool:
    """An officer of any authority; for which call, says `asks_for`."""
    return has_role(user, OFFICER)


def can_publish(user: Any, round_: FundingRound) -> bool:
    """A giver who did not write it: nobody approves own work (BIO2, REQ-24)."""
    return gives(user, round_) and user.pk != round_.drafted_by_id


def asks_for(user: Any, call: Call) -> bool:
    """An officer of the contracting authority of the call."""
    return has_role(user, OFFICER, organisation=call.contracting_authority)


def can_write(user: Any, request: FundingRequest) -> bool:
    """An officer of the authority that asks."""
    return asks_for(user, request.call)


def can_decide(user: Any, request: FundingRequest) -> bool:
    """A giver of the round who does not work for the authority that asks."""
    return gives(user, request.round) and not asks_for(user, request.call)


def can_approve(user: Any, decision: FundingDecision) -> bool:
    """Another one than who proposed it: nobody gives money alone."""
    return can_decide(user, decision.request) and user.pk != decision.proposed_by_id


def can_hand_in(user: Any, report: FundingReport) -> bool:
    """An officer of the authority that got the money."""
    return can_write(user, report.request)


def can_accept(user: Any, report: FundingReport) -> bool:
    """A giver of the round."""
    return can_decide(user, report.request)
