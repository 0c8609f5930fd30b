"""Reads of calls that pages share: where a call stands, and whom one may choose from."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from calls import phases
from calls.models import Call, Phase
from portal.accounts.models import Membership, Organisation, User

# The public's words for where a phase stands: nothing of what happens behind closed doors.
JUDGING = {Phase.State.OPENED, Phase.State.ASSESSING, Phase.State.ADVISED, Phase.State.DECIDED}
TOLD = {Phase.State.INFORMED, Phase.State.RUNNING, Phase.State.COMPLETED}
UNOPENED = {Phase.State.PLANNED, Phase.State.OPEN, Phase.State.CLOSED}
STANDING_WORDS = {
    "open": gettext_lazy("open for offers"),
    "planned": gettext_lazy("not open yet"),
    "closed": gettext_lazy("closed for offers"),
    "assessing": gettext_lazy("offers are being assessed"),
    "decided": gettext_lazy("result is known"),
    "completed": gettext_lazy("completed"),
    "cancelled": gettext_lazy("cancelled"),
}


@dataclass(frozen=True)
class Standing:
    """Where something stands, in the public's words; `state` picks the shape beside them."""

    state: str
    label: str


def call_standing(call: Call, now: datetime) -> Standing:
    """Where a call stands for the public, by the clock; its phases are prefetched."""
    state = standing_of(call, [phase for phase in call.phases.all() if phase.takes_offers], now)
    return Standing(state, str(STANDING_WORDS[state]))


def standing_of(call: Call, windows: list[Phase], now: datetime) -> str:
    """One of STANDING_WORDS; calls/catalogue/selectors.py says the same to the database.

    What counts first is the window for everybody. Once that has closed, the phase that has come
    furthest tells; a window for invited companies only shows once it has closed too.
    """
    if call.state in {Call.State.CANCELLED, Call.State.COMPLETED}:
        return str(call.state)
    public = [phase for phase in windows if phase.entry == Phase.Entry.OPEN]
    opens = min((phase.opens_at for phase in public if phase.opens_at), default=None)
    closes = max((phase.closes_at for phase in public if phase.closes_at), default=None)
    if opens is None or closes is None or now < opens:
        return "planned"
    if now < closes:
        return "open"
    reached = max((p for p in windows if p.state not in UNOPENED), key=_order, default=None)
    after = reached.order if reached else 0
    pending = [p.closes_at for p in windows if p.state in UNOPENED and p.order > after]
    if any(moment and moment <= now for moment in pending) or reached is None:
        return "closed"
    return "decided" if reached.state in TOLD else "assessing"


def _order(phase: Phase) -> int:
    return phase.order


def phase_standing(phase: Phase, now: datetime) -> Standing:
    """Where a phase stands for the public: never the staff's word for it."""
    if phase.state in TOLD:
        return Standing("informed", _("result is known"))
    if phase.state in JUDGING:
        return Standing("assessing", _("offers are being assessed"))
    window = phases.window(phase, now)
    if window == "open":
        return Standing("open", _("open for offers"))
    if window == "closed":
        return Standing("closed", _("closed for offers"))
    return Standing("planned", _("not open yet"))


def budget_of(phase: Phase) -> Decimal:
    """All pots of a phase together, in euro including VAT."""
    return sum((pot.budget_incl_vat for pot in phase.pots.all()), Decimal(0))


def possible_openers(call: Call) -> Any:
    """Officers of the authority and of the agency, and those asked in for this call."""
    officers = Q(
        memberships__role=Membership.Role.OFFICER,
        memberships__organisation__in=[
            pk for pk in (call.contracting_authority_id, call.executing_agency_id) if pk
        ],
    )
    asked_in = Q(call_roles__call=call, call_roles__role__in=["author", "officer"])
    return User.objects.filter(officers | asked_in, is_active=True).distinct()


def possible_reserves(call: Call) -> Any:
    """Officers and advisers of the call's agency, or of any agency when it has none."""
    agencies = Organisation.objects.filter(kind=Organisation.Kind.AGENCY)
    if call.executing_agency_id:
        agencies = agencies.filter(pk=call.executing_agency_id)
    return User.objects.filter(
        memberships__role__in=[Membership.Role.OFFICER, Membership.Role.ADVISER],
        memberships__organisation__in=agencies,
        is_active=True,
    ).distinct()
