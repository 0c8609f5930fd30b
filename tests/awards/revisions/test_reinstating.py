"""After the letters: awards fall away, reserves are called up, who was rejected is reinstated."""

import hashlib
from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError
from django.urls import reverse

from awards import services as awarding
from awards import transitions as award_moves
from awards.home.rows import GOT
from awards.home.selectors import exchanged
from awards.models import Contract, Decision, DecisionSet
from awards.record.after_letters import after_letters
from awards.revisions import services, transitions
from awards.revisions.models import LapsedAward, Reinstatement
from awards.revisions.selectors import free_in_pot
from awards.selectors import winners_by_phase
from awards.standstill import ends_at, waits_for
from calls.models import Phase, Pot
from funnel.selectors import funnel_of
from portal.clock import portal_now
from portal.files import store
from portal.look.wording import AMSTERDAM
from portal.mail.models import OutgoingMail
from portal.pdf import text_of
from portal.work.jobs import run_open_jobs
from portal.work.models import Task
from portal.workflow import TransitionRefused
from tests.awards.partners import after_standstill, awarded, contract_of
from tests.awards.stages import AWARDS_AND_REST, Outcome, advised, decision_of, with_papers
from tests.cast import Cast, client_of, proof_of
from tests.factories import PotFactory

WITHDREW, CONDITION = LapsedAward.Ground.WITHDREW, LapsedAward.Ground.CONDITION
WHY = {"reasons": "U bent de eerste reserve.", "grounds": "De winnaar trok zich terug."}


def decided(cast: Cast, condition: str = "") -> DecisionSet:
    """The company awarded, its rival first on the reserve list; everybody was told."""
    phase = advised(cast, AWARDS_AND_REST)
    Pot.objects.filter(phase=phase).delete()
    PotFactory(phase=phase, budget_incl_vat=Decimal("60000"))
    decision_set = awarding.propose(phase, by=cast.author)
    awarding.set_decision(
        decision_of(decision_set, cast.rival_company), outcome="reserve", reserve_place=1,
        by=cast.author,
    )  # fmt: skip
    if condition:
        award = decision_of(decision_set, cast.company)
        until = portal_now().astimezone(AMSTERDAM).date() + timedelta(days=20)
        awarding.set_decision(
            award, outcome="award", amount=award.amount_incl_vat, condition=condition,
            condition_due_on=until, by=cast.author,
        )  # fmt: skip
    award_moves.approve(decision_set, by=cast.officer, proof=proof_of(cast.officer))
    run_open_jobs()
    told = award_moves.release(decision_set, by=cast.author, proof=proof_of(cast.author))
    return with_papers(told)


def call_up(cast: Cast, decision: Decision, amount: str = "50000") -> Reinstatement:
    return services.propose(decision, amount=Decimal(amount), by=cast.author, **WHY)


def fallen(cast: Cast) -> DecisionSet:
    """The winner has withdrawn."""
    decision_set = decided(cast)
    transitions.lapse(
        contract_of(cast.company), ground=WITHDREW, reasons="Geen capaciteit.", by=cast.officer
    )
    return decision_set


def test_reserve_is_called_up_when_an_award_falls_away(cast: Cast) -> None:
    """A new letter and a contract; the first decision and letter stay as they were."""
    decision_set = fallen(cast)
    decision = decision_of(decision_set, cast.rival_company)
    first = (decision.outcome, decision.reasons, decision.letter.sha256, decision.letter.number)
    made = transitions.reinstate(
        call_up(cast, decision), by=cast.officer, proof=proof_of(cast.officer)
    )
    contract = contract_of(cast.rival_company)
    assert (contract.state, contract.value_incl_vat) == (Contract.State.OFFERED, Decimal("50000"))
    decision = Decision.objects.get(pk=decision.pk)
    assert first == (
        decision.outcome, decision.reasons, decision.letter.sha256, decision.letter.number
    )  # fmt: skip
    text = " ".join(text_of(b"".join(store.read(made.file))).split())
    for told in (decision.letter.number, made.number, "50.000,00", made.sha256[:8]):
        assert told in text
    mail = OutgoingMail.objects.get(kind="new_decision", recipient=cast.rival)
    assert WHY["reasons"] not in mail.body
    assert mail.hold_when_uncertain
    archived = {item.path: item for item in after_letters(decision_set.phase)}
    item = archived[f"{decision_set.phase.code}/brieven/{made.number}.pdf"]
    assert hashlib.sha256(b"".join(item.pieces)).hexdigest() == made.file_sha256
    rows = [row for row in exchanged(cast.rival) if made.number in row.label]
    assert [(row.direction, row.state) for row in rows] == [(GOT, "waiting")]


def test_amounts_and_figures_count_what_stands_now(cast: Cast) -> None:
    """The award that lapsed is neither public nor in the funnel; the one that was called up is."""
    decision_set = fallen(cast)
    call = decision_set.phase.call
    figures = funnel_of(call).phases[0]
    assert (figures.awarded, winners_by_phase(call)) == (0, {})
    decision = decision_of(decision_set, cast.rival_company)
    assert free_in_pot(decision) == Decimal("60000")
    transitions.reinstate(call_up(cast, decision), by=cast.officer, proof=proof_of(cast.officer))
    figures = funnel_of(call).phases[0]
    assert figures.awarded == 1
    assert figures.awarded_incl_vat == Decimal("50000")
    (winner,) = next(iter(winners_by_phase(call).values()))
    assert winner.awarded_incl_vat == Decimal("50000")
    assert free_in_pot(decision) == Decimal("10000")


def test_nobody_is_called_up_beyond_the_budget_including_vat(cast: Cast) -> None:
    """domain.md 0.7: the budget is the ceiling; asked again at approval."""
    decision = decision_of(decided(cast), cast.rival_company)
    with pytest.raises(TransitionRefused, match="budget"):
        call_up(cast, decision)
    proposed = call_up(cast, decision, "10000")
    Pot.objects.filter(phase=decision.decision_set.phase).update(budget_incl_vat=Decimal("55000"))
    with pytest.raises(TransitionRefused, match="budget"):
        transitions.reinstate(proposed, by=cast.officer, proof=proof_of(cast.officer))


def test_reinstating_takes_two_people_and_a_fresh_factor(cast: Cast) -> None:
    proposed = call_up(cast, decision_of(fallen(cast), cast.rival_company))
    assert Task.objects.filter(unique_key__startswith="reinstate:", closed_at=None).exists()
    for person in (cast.author, cast.members[0], cast.outsider, cast.rival):
        with pytest.raises(PermissionDenied):
            transitions.reinstate(proposed, by=person, proof=proof_of(person))
    with pytest.raises(PermissionDenied):
        transitions.reinstate(proposed, by=cast.officer, proof=proof_of(cast.author))
    transitions.reinstate(proposed, by=cast.officer, proof=proof_of(cast.officer))
    assert not Task.objects.filter(unique_key__startswith="reinstate:", closed_at=None).exists()
    with pytest.raises(TransitionRefused):
        transitions.reinstate(proposed, by=cast.officer, proof=proof_of(cast.officer))
    with pytest.raises(IntegrityError):
        Reinstatement.objects.update(amount_incl_vat=Decimal("1"))


def test_rejected_offer_is_reinstated_with_reasons(cast: Cast) -> None:
    """After a founded complaint, say; the same move, with two texts."""
    decision_set = fallen(cast)
    rejected = decision_set.decisions.get(outcome="reject")
    with pytest.raises(TransitionRefused):
        services.propose(
            rejected, amount=Decimal("50000"), reasons=" ", grounds="x", by=cast.author
        )
    made = transitions.reinstate(
        call_up(cast, rejected), by=cast.officer, proof=proof_of(cast.officer)
    )
    assert made.state == Reinstatement.State.APPROVED
    rejected.refresh_from_db()
    assert rejected.outcome == "reject"


def test_proposal_that_was_turned_down_leaves_the_decision(cast: Cast) -> None:
    decision = decision_of(fallen(cast), cast.rival_company)
    proposed = call_up(cast, decision)
    with pytest.raises(TransitionRefused):
        transitions.turn_down(proposed, remarks=" ", by=cast.officer)
    transitions.turn_down(proposed, remarks="Eerst overleg.", by=cast.officer)
    assert not Contract.objects.filter(decision=decision).exists()
    assert call_up(cast, decision).state == Reinstatement.State.PROPOSED


def test_award_or_exclusion_is_not_reinstated(cast: Cast, approved) -> None:
    told = decided(cast)
    with pytest.raises(TransitionRefused):
        call_up(cast, decision_of(told, cast.company))


def test_phase_that_was_done_goes_on_with_one_contract_more(cast: Cast) -> None:
    decision_set = fallen(cast)
    assert Phase.objects.get(pk=decision_set.phase_id).state == Phase.State.COMPLETED
    decision = decision_of(decision_set, cast.rival_company)
    transitions.reinstate(call_up(cast, decision), by=cast.officer, proof=proof_of(cast.officer))
    assert Phase.objects.get(pk=decision_set.phase_id).state == Phase.State.INFORMED


def test_conditional_award_is_signed_once_an_officer_saw_it_met(cast: Cast) -> None:
    decision = decision_of(decided(cast, "Een vergunning."), cast.company)
    contract = contract_of(cast.company)
    assert Task.objects.filter(kind=Task.Kind.CHECK_CONDITION, closed_at=None).exists()
    with pytest.raises(TransitionRefused, match="vergunning"):
        award_moves.sign_contract(contract, by=cast.applicant)
    with pytest.raises(PermissionDenied):
        services.meet_condition(decision, remarks="Gezien.", by=cast.applicant)
    services.meet_condition(decision, remarks="Gezien.", by=cast.officer)
    contract = contract_of(cast.company)
    assert award_moves.sign_contract(contract, by=cast.applicant).state == Contract.State.SIGNED
    assert not Task.objects.filter(kind=Task.Kind.CHECK_CONDITION, closed_at=None).exists()


def test_condition_that_was_not_met_lapses_the_award_with_reasons(cast: Cast) -> None:
    decided(cast, "Een vergunning.")
    contract = contract_of(cast.company)
    with pytest.raises(TransitionRefused):
        transitions.lapse(contract, ground=CONDITION, reasons=" ", by=cast.officer)
    transitions.lapse(contract, ground=CONDITION, reasons="Geen vergunning.", by=cast.officer)
    assert contract_of(cast.company).state == Contract.State.ENDED_EARLY
    with pytest.raises(TransitionRefused):
        award_moves.sign_contract(contract_of(cast.company), by=cast.applicant)
    place = contract.decision.proposal
    page = client_of(cast.applicant).get(
        reverse("remedies:mine", args=[place.dossier.reference, place.phase.code])
    )
    assert "Geen vergunning." in page.content.decode()


def test_condition_lapses_no_award_without_one(cast: Cast) -> None:
    decided(cast)
    with pytest.raises(TransitionRefused):
        transitions.lapse(contract_of(cast.company), ground=CONDITION, reasons="x", by=cast.officer)


def test_award_after_the_letters_has_a_standstill_of_its_own(cast: Cast) -> None:
    """REQ-10: the whole term from the day of the new letter, of which the others are told."""
    decision_set = awarded(cast)
    after_standstill(decision_set)
    transitions.lapse(
        contract_of(cast.company), ground=WITHDREW, reasons="Geen capaciteit.", by=cast.officer
    )
    rejected = DecisionSet.objects.get(pk=decision_set.pk).decisions.get(outcome="reject")
    made = transitions.reinstate(
        call_up(cast, rejected, "1000"), by=cast.officer, proof=proof_of(cast.officer)
    )
    contract = Contract.objects.get(decision=rejected)
    assert (ends_at(rejected) - made.judged_at).days >= 20
    assert any("opschortende termijn" in text for text in waits_for(contract))
    assert OutgoingMail.objects.filter(kind="awards_changed", recipient=cast.rival).exists()
    other = decision_of(decision_set, cast.rival_company).proposal
    page = client_of(cast.rival).get(
        reverse("remedies:mine", args=[other.dossier.reference, other.phase.code])
    )
    assert str(rejected.proposal.dossier.lead) in page.content.decode()


def test_two_officers_walk_the_pages(cast: Cast) -> None:
    decision_set = fallen(cast)
    where = [decision_set.phase.call.reference, decision_set.phase.code]
    decision = decision_of(decision_set, cast.rival_company)
    address = reverse("revisions:propose", args=[*where, decision.proposal.dossier.reference])
    author, officer = client_of(cast.author), client_of(cast.officer, stepped_up=True)
    faulty = author.post(address, {"amount": "99.000", **WHY})
    assert WHY["grounds"] in faulty.content.decode()
    author.post(address, {"amount": "50.000", **WHY})
    proposed = Reinstatement.objects.get()
    room = officer.get(reverse("revisions:room", args=where)).content.decode()
    approve = reverse("revisions:approve", args=[*where, proposed.uuid])
    assert approve in room
    assert WHY["reasons"] in officer.get(approve).content.decode()
    officer.post(approve)
    proposed.refresh_from_db()
    assert proposed.state == Reinstatement.State.APPROVED
    letter = reverse("revisions:letter", args=[proposed.uuid])
    assert client_of(cast.applicant).get(letter).status_code == 404
    assert client_of(cast.rival).get(letter).status_code == 200
    proposed.refresh_from_db()
    assert proposed.opened_at is not None


@pytest.mark.parametrize("awards", [1, 3])
def test_room_asks_the_same_number_of_queries_for_any_length(
    cast: Cast, released, django_assert_num_queries, awards: int
) -> None:
    outcomes = [Outcome.WITHIN_BUDGET] * awards + [Outcome.BEYOND_BUDGET]
    told = released(outcomes=outcomes)
    address = reverse("revisions:room", args=[told.phase.call.reference, told.phase.code])
    officer = client_of(cast.officer)
    officer.get(address)
    with django_assert_num_queries(18):
        officer.get(address)
