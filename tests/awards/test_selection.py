"""Phases that select for the next one, and rounds in which nobody scores."""

import pytest
from django.db import IntegrityError, transaction

from applications.models import Admissibility, Proposal
from applications.transitions import judge_admissibility
from assessment import services as assessment
from awards import services, transitions
from awards.models import Contract, Decision, DecisionSet, Invitation
from awards.selectors import winners_by_phase
from calls.models import Phase
from portal.workflow import TransitionRefused
from tests.awards.stages import (
    advised,
    close_and_open,
    company_of,
    decision_of,
    make_call,
    make_phase,
    open_offer,
    with_letters,
)
from tests.cast import Cast, proof_of
from tests.factories import PhaseFactory

Outcome = Decision.Outcome
SELECTS = {"outcome": "selection", "needs_money": False}
UNSCORED = {**SELECTS, "judged_by": "officers", "kind": "negotiation", "code": "negotiation-1"}


def selects(cast: Cast) -> dict:
    """A phase of requests to participate: who is selected may go on, and gets no money."""
    call = make_call(cast, instrument="innovation_partnership")
    return {**SELECTS, "call": call, "kind": "request"}


def following(phase: Phase, **fields) -> Phase:
    """The next phase, open to who was selected."""
    return PhaseFactory(
        **{"call": phase.call, "kind": "prototype", "order": 2, "entry": "selected", **fields}
    )


def told(decision_set: DecisionSet, cast: Cast) -> DecisionSet:
    """Approved by another officer, letters made and sent."""
    transitions.approve(decision_set, by=cast.officer, proof=proof_of(cast.officer))
    with_letters(decision_set)
    return transitions.release(decision_set, by=cast.author, proof=proof_of(cast.author))


def opened_round(cast: Cast, offers: int = 2, **fields) -> Phase:
    """A round whose vault is open, with so many admissible offers."""
    phase = make_phase(cast, **{"call": selects(cast)["call"], **UNSCORED, **fields})
    proposals = [open_offer(phase, company_of(cast, place)) for place in range(offers)]
    close_and_open(phase, cast)
    Phase.objects.filter(pk=phase.pk).update(state=Phase.State.OPENED)
    phase.refresh_from_db()
    for proposal in proposals:
        Admissibility.objects.create(proposal=proposal, is_admissible=True, judged_by=cast.officer)
    return phase


def test_selection_carries_no_money_and_invites_exactly_the_selected(cast: Cast) -> None:
    phase = advised(cast, **selects(cast))
    then = following(phase)
    decision_set = services.propose(phase, by=cast.author)
    assert set(decision_set.decisions.values_list("amount_incl_vat", flat=True)) == {None}
    told(decision_set, cast)
    assert [each.dossier.lead for each in Invitation.objects.all()] == [cast.company]
    assert [each.dossier.lead for each in then.proposals.all()] == [cast.company]
    assert not Contract.objects.exists()
    phase.refresh_from_db()
    assert phase.state == Phase.State.COMPLETED


def test_who_was_selected_is_not_on_the_result_page(cast: Cast) -> None:
    phase = advised(cast, **selects(cast))
    following(phase)
    told(services.propose(phase, by=cast.author), cast)
    assert winners_by_phase(phase.call) == {}


def test_selection_is_not_told_once_the_next_phase_has_closed(cast: Cast) -> None:
    phase = advised(cast, **selects(cast))
    following(phase, closed=True)
    with pytest.raises(TransitionRefused, match="al gesloten"):
        told(services.propose(phase, by=cast.author), cast)


def test_database_refuses_a_selection_with_an_amount(cast: Cast) -> None:
    decision_set = services.propose(advised(cast, **selects(cast)), by=cast.author)
    selected = decision_of(decision_set, cast.company)
    with pytest.raises(IntegrityError), transaction.atomic():
        Decision.objects.filter(pk=selected.pk).update(amount_incl_vat=1)


def test_round_without_scores_lets_all_admissible_offers_go_on(cast: Cast) -> None:
    phase = opened_round(cast)
    then = following(phase)
    told(services.propose(phase, by=cast.author), cast)
    assert {each.dossier.lead for each in then.proposals.all()} == {
        cast.company, cast.rival_company,
    }  # fmt: skip
    assert set(phase.proposals.values_list("state", flat=True)) == {Proposal.State.DECIDED}


def test_round_is_not_closed_while_an_offer_waits_for_its_judgement(cast: Cast) -> None:
    phase = opened_round(cast)
    Admissibility.objects.first().delete()
    with pytest.raises(TransitionRefused, match="is toegelaten"):
        services.propose(phase, by=cast.author)


@pytest.mark.parametrize("reduces", [True, False])
def test_round_leaves_one_out_only_where_the_call_announced_it(cast: Cast, reduces: bool) -> None:
    """Directive 2014/24 article 31(5): fewer parties only if the notice says so."""
    phase = opened_round(cast, reduces=reduces)
    left_out = decision_of(services.propose(phase, by=cast.author), cast.rival_company)
    texts = {"reasons": "Scoort lager op kwaliteit.", "deviation_reasons": "Aangekondigd."}

    def leave_out() -> Decision:
        return services.set_decision(left_out, outcome=Outcome.REJECT, by=cast.author, **texts)

    if reduces:
        assert leave_out().outcome == Outcome.REJECT
    else:
        with pytest.raises(TransitionRefused, match="niet aangekondigd"):
            leave_out()


def test_round_that_was_judged_again_is_not_approved_as_it_was(cast: Cast) -> None:
    phase = opened_round(cast)
    following(phase)
    decision_set = services.propose(phase, by=cast.author)
    judge_admissibility(
        phase.proposals.first(), admissible=False, reasons="Niet getekend.", by=cast.officer
    )
    with pytest.raises(TransitionRefused, match="opnieuw beoordeeld"):
        told(decision_set, cast)


def test_nobody_forms_a_committee_where_nobody_scores(cast: Cast) -> None:
    with pytest.raises(TransitionRefused, match="geeft niemand scores"):
        assessment.form_committee(opened_round(cast), by=cast.author, seats=[], scores_due_at=None)
