"""Deciding: within the advice, by two people, then frozen."""

from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from assessment.models import RankingRow
from awards import services, transitions
from awards.checks import approval_gaps
from awards.fingerprints import set_sha256
from awards.models import Decision, DecisionSet
from calls.models import CallRole, Phase
from portal.audit.models import AuditEvent
from portal.work.models import Job, Task
from portal.workflow import TransitionRefused
from tests.awards.stages import advised, decision_of
from tests.cast import Cast, proof_of

Outcome = Decision.Outcome
WITHIN = RankingRow.Outcome.WITHIN_BUDGET


def test_propose_follows_the_ranking_and_the_exclusions(cast: Cast) -> None:
    """REQ-05: what ranks within the budget is awarded; an exclusion keeps its reasons."""
    phase = advised(cast, with_excluded=True)
    decision_set = services.propose(phase, by=cast.author)
    outcomes = sorted(decision_set.decisions.values_list("outcome", flat=True))
    assert outcomes == ["award", "exclude", "reject", "reject"]
    award = decision_of(decision_set, cast.company)
    assert (award.outcome, award.amount_incl_vat) == (Outcome.AWARD, Decimal("50000.00"))
    excluded = decision_set.decisions.get(outcome=Outcome.EXCLUDE)
    assert excluded.reasons == "De prijs ligt boven het maximum."


def test_propose_before_the_advice_is_refused(cast: Cast) -> None:
    phase = advised(cast)
    Phase.objects.filter(pk=phase.pk).update(state=Phase.State.ASSESSING)
    with pytest.raises(TransitionRefused):
        services.propose(phase, by=cast.author)


def test_propose_on_a_ranking_written_in_since_is_refused(cast: Cast) -> None:
    phase = advised(cast, with_excluded=True)
    RankingRow.objects.create(
        ranking=phase.committee.ranking, total="8", total_shown=8, scores={}, outcome=WITHIN,
        proposal=phase.proposals.get(ranking_row=None), price_incl_vat=1,
    )  # fmt: skip
    with pytest.raises(TransitionRefused) as refusal:
        services.propose(phase, by=cast.author)
    assert refusal.value.code == "ranking_changed"


def test_propose_twice_is_refused(cast: Cast) -> None:
    phase = advised(cast)
    services.propose(phase, by=cast.author)
    with pytest.raises(TransitionRefused) as refusal:
        services.propose(phase, by=cast.officer)
    assert refusal.value.code == "done_before"


@pytest.mark.parametrize("name", ["outsider", "escrow", "analyst", "operator", "applicant"])
def test_propose_by_who_is_no_officer_of_the_call_is_refused(cast: Cast, name: str) -> None:
    phase = advised(cast)
    with pytest.raises(PermissionDenied):
        services.propose(phase, by=getattr(cast, name))


def test_who_judged_does_not_decide(cast: Cast) -> None:
    """Staff of the authority on the committee take no part in the decision (1.11)."""
    phase = advised(cast)
    CallRole.objects.create(call=phase.call, user=cast.members[1], role=CallRole.Role.OFFICER)
    with pytest.raises(PermissionDenied):
        services.propose(phase, by=cast.members[1])


@pytest.mark.parametrize("role", [CallRole.Role.AUTHOR, CallRole.Role.OFFICER])
def test_who_judged_does_not_approve(cast: Cast, role: str) -> None:
    """REQ-24: nor does staff with a seat approve what a colleague proposed."""
    phase = advised(cast)
    decision_set = services.propose(phase, by=cast.author)
    services.ask_approval(decision_set, by=cast.author)
    CallRole.objects.create(call=phase.call, user=cast.members[1], role=role)
    with pytest.raises(PermissionDenied):
        transitions.approve(decision_set, by=cast.members[1], proof=proof_of(cast.members[1]))
    decision_set.refresh_from_db()
    assert decision_set.state == DecisionSet.State.PROPOSED


def test_deviation_needs_both_texts(cast: Cast) -> None:
    decision_set = services.propose(advised(cast), by=cast.author)
    reject = decision_of(decision_set, cast.rival_company)
    with pytest.raises(TransitionRefused) as refusal:
        services.set_decision(
            reject, outcome=Outcome.AWARD, amount=Decimal("40000"), reasons="Ja", by=cast.author
        )
    assert refusal.value.code == "reasons"
    services.set_decision(
        reject,
        outcome=Outcome.AWARD,
        amount=Decimal("40000"),
        reasons="Uw aanpak vult de andere aan.",
        deviation_reasons="De spreiding over technieken weegt zwaarder.",
        by=cast.author,
    )
    reject.refresh_from_db()
    assert (reject.outcome, reject.advised) == (Outcome.AWARD, Outcome.REJECT)


@pytest.mark.parametrize("amount", [None, Decimal(0), Decimal("50000.01")])
def test_award_stays_within_the_offered_price(cast: Cast, amount: Decimal | None) -> None:
    """REQ-01: the amount includes VAT, as the price it is compared with."""
    award = decision_of(services.propose(advised(cast), by=cast.author), cast.company)
    with pytest.raises(TransitionRefused) as refusal:
        services.set_decision(award, outcome=Outcome.AWARD, amount=amount, by=cast.author)
    assert refusal.value.code == "amount"


def test_excluded_offer_cannot_be_awarded(cast: Cast) -> None:
    decision_set = services.propose(advised(cast, with_excluded=True), by=cast.author)
    excluded = decision_set.decisions.get(outcome=Outcome.EXCLUDE)
    with pytest.raises(TransitionRefused):
        services.set_decision(
            excluded, outcome=Outcome.AWARD, amount=Decimal(1), reasons="x",
            deviation_reasons="x", by=cast.author,
        )  # fmt: skip


def test_only_who_proposes_changes_a_decision(cast: Cast) -> None:
    """Otherwise somebody could approve what they wrote."""
    award = decision_of(services.propose(advised(cast), by=cast.author), cast.company)
    with pytest.raises(PermissionDenied):
        services.set_decision(award, outcome=Outcome.REJECT, by=cast.officer)


def test_nobody_approves_their_own_decision(cast: Cast) -> None:
    decision_set = services.propose(advised(cast), by=cast.author)
    with pytest.raises(PermissionDenied):
        transitions.approve(decision_set, by=cast.author, proof=proof_of(cast.author))


def test_approval_takes_ones_own_fresh_proof(cast: Cast) -> None:
    decision_set = services.propose(advised(cast), by=cast.author)
    with pytest.raises(PermissionDenied):
        transitions.approve(decision_set, by=cast.officer, proof=proof_of(cast.author))


def test_approve_freezes_and_starts_the_letters(cast: Cast) -> None:
    phase = advised(cast, with_excluded=True)
    decision_set = services.propose(phase, by=cast.author)
    services.ask_approval(decision_set, by=cast.author)
    approved = transitions.approve(decision_set, by=cast.officer, proof=proof_of(cast.officer))
    phase.refresh_from_db()
    assert (approved.state, phase.state) == (DecisionSet.State.APPROVED, Phase.State.DECIDED)
    assert approved.sha256 == set_sha256(approved)
    assert Job.objects.get(kind="awards.letters").units.count() == 4
    assert AuditEvent.objects.filter(action="approve_decision", actor=cast.officer).count() == 1
    open_tasks = Task.objects.filter(closed_at=None).values_list("kind", "holder")
    assert list(open_tasks) == [(Task.Kind.RELEASE_LETTERS, cast.author.pk)]


def test_approve_what_changed_after_it_was_read_is_refused(cast: Cast) -> None:
    decision_set = services.propose(advised(cast), by=cast.author)
    seen = set_sha256(decision_set)
    award = decision_of(decision_set, cast.company)
    services.set_decision(award, outcome=Outcome.AWARD, amount=Decimal("49000"), by=cast.author)
    with pytest.raises(TransitionRefused) as refusal:
        transitions.approve(
            decision_set, by=cast.officer, proof=proof_of(cast.officer), seen_sha256=seen
        )
    assert refusal.value.code == "stale"


def test_approve_above_the_budget_is_refused(cast: Cast) -> None:
    """Domain 0.7: the budget is the cap, whatever number of awards was announced."""
    phase = advised(cast, [WITHIN, WITHIN])
    phase.pots.update(budget_incl_vat=Decimal("99999.99"))
    decision_set = services.propose(phase, by=cast.author)
    assert len(approval_gaps(decision_set)) == 1
    with pytest.raises(TransitionRefused):
        transitions.approve(decision_set, by=cast.officer, proof=proof_of(cast.officer))


def test_approved_decision_cannot_change_in_any_way(cast: Cast) -> None:
    """REQ-02: neither through the service nor past it; the database refuses too."""
    decision_set = services.propose(advised(cast), by=cast.author)
    transitions.approve(decision_set, by=cast.officer, proof=proof_of(cast.officer))
    award = decision_of(decision_set, cast.company)
    with pytest.raises(TransitionRefused):
        services.set_decision(award, outcome=Outcome.REJECT, by=cast.author)
    with pytest.raises(IntegrityError), transaction.atomic():
        Decision.objects.filter(pk=award.pk).update(amount_incl_vat=Decimal("1.00"))
    with pytest.raises(IntegrityError), transaction.atomic():
        award.delete()
