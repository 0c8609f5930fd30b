"""Deciding after each stage of a partnership, and buying of who remains."""

from datetime import timedelta
from decimal import Decimal

from awards import services
from awards.models import Contract
from awards.partnership import transitions
from awards.partnership.selectors import partnership_of, stage_to_decide
from demo.keyring import proof_of
from demo.play.plays import Play
from portal.clock import portal_now

CENT = Decimal("0.01")
BOUGHT = Decimal("0.60")  # of the agreed maximum, in the first purchase
GROUND = "better"
REASONS = (
    "Het ontwerp is op tijd geleverd en goedgekeurd. De andere partner haalt op de "
    "gunningscriteria een duidelijk hogere score. Wij gaan daarom met één partner verder."
)


def decide(play: Play, code: str, stage: int) -> None:
    """Go on with everybody, but end the lowest ranked partner after the stage the case names."""
    contracts = [
        contract
        for contract in Contract.objects.filter(
            decision__proposal__phase=play.phase(code), state=Contract.State.RUNNING
        ).order_by("decision__proposal__ranking_row__rank")
        if (found := stage_to_decide(contract)) is not None and found.number == stage
    ]
    if stage == play.case.ends_one_after_stage and len(contracts) > 1:
        decision = transitions.propose_end(
            contracts.pop(), condition=GROUND, reasons=REASONS, by=play.author
        )
        transitions.approve_end(decision, by=play.approver, proof=proof_of(play.approver))
    for contract in contracts:
        transitions.go_on(contract, by=play.author)


def buy(play: Play, contracts: list[Contract]) -> None:
    """The authority buys of who remains, within what the contract agreed."""
    for contract in contracts:
        dossier = contract.decision.proposal.dossier
        terms = partnership_of(dossier)
        if terms is None:
            continue
        services.record_purchase(
            dossier,
            buyer=dossier.call.contracting_authority,
            description="Eerste levering van de ontwikkelde oplossing (verzonnen)",
            measured_performance=terms.least_performance,
            amount_excl_vat=(terms.maximum_excl_vat * BOUGHT).quantize(CENT),
            bought_on=(portal_now() - timedelta(days=14)).date(),
            by=play.author,
        )
