"""A decision about many offers, each with a price of its own, approved and ready for letters."""

from decimal import Decimal

from applications.models import OpenedProposal
from awards import services, transitions
from awards.models import DecisionSet
from calls.models import Pot
from tests.awards.stages import (
    Outcome,
    advise,
    close_and_open,
    company_of,
    make_phase,
    open_offer,
)
from tests.cast import make_cast, proof_of

FIRST_PRICE, STEP = Decimal("20000.00"), Decimal("13.37")


def approved(offers: int) -> DecisionSet:
    """Every other offer is awarded; nobody has made a letter yet."""
    cast = make_cast()
    phase = make_phase(cast)
    Pot.objects.filter(phase=phase).update(budget_incl_vat=Decimal("99000000.00"))
    outcomes: list[str] = [
        Outcome.BEYOND_BUDGET if n % 2 else Outcome.WITHIN_BUDGET for n in range(offers)
    ]
    proposals = [open_offer(phase, company_of(cast, place)) for place in range(offers)]
    for place, proposal in enumerate(proposals):
        proposal.opened.price_incl_vat = FIRST_PRICE + place * STEP
    OpenedProposal.objects.bulk_update([each.opened for each in proposals], ["price_incl_vat"])
    close_and_open(phase, cast)
    advise(phase, cast, outcomes, proposals)
    decision_set = services.propose(phase, by=cast.author)
    return transitions.approve(decision_set, by=cast.officer, proof=proof_of(cast.officer))
