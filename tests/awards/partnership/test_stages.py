"""After a stage: going on, or ending a partnership with two officers on an announced ground."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.urls import reverse

from awards import transitions as contracts
from awards.models import Contract, Deliverable
from awards.partnership import transitions
from awards.partnership.models import StageDecision
from calls.models import Phase
from portal.audit.models import AuditEvent
from portal.mail.models import OutgoingMail
from portal.work.models import Task
from portal.workflow import Transition, TransitionRefused
from tests.awards.partners import contract_of, deliver, running
from tests.cast import Cast, client_of, proof_of

REASONS = "De andere partner scoort duidelijk hoger op prestatie."
State = StageDecision.State


def proposed(cast: Cast) -> StageDecision:
    """The author wants to end the partnership after its first stage."""
    contract = running(cast)
    deliver(contract, 1, cast)
    return transitions.propose_end(contract, condition="better", reasons=REASONS, by=cast.author)


def approved(cast: Cast) -> StageDecision:
    """The officer has ended it."""
    decision = proposed(cast)
    return transitions.approve_end(decision, by=cast.officer, proof=proof_of(cast.officer))


def test_several_partners_each_with_stages_targets_and_instalments(cast: Cast) -> None:
    """Article 31(1) and (2): one or several partners; intermediate targets and instalments."""
    running(cast)
    for contract in Contract.objects.filter(state="running"):
        parts = list(contract.deliverables.order_by("order"))
        assert [part.stage for part in parts] == [1, 2, 3]
        assert all(part.target for part in parts)
        assert sum(part.instalment_percent for part in parts) == 100
    assert Contract.objects.filter(state="running").count() == 2


def test_next_stage_waits_for_the_decision_to_go_on(cast: Cast) -> None:
    contract = running(cast)
    deliver(contract, 1, cast)
    with pytest.raises(TransitionRefused, match="verder te gaan"):
        deliver(contract, 2, cast)
    transitions.go_on(contract, by=cast.author)
    deliver(contract, 2, cast)
    assert Deliverable.objects.get(contract=contract, stage=2).state == "accepted"


def test_nothing_is_decided_before_a_stage_was_judged(cast: Cast) -> None:
    contract = running(cast)
    with pytest.raises(TransitionRefused):
        transitions.go_on(contract, by=cast.author)
    deliver(contract, 1, cast, accept=False)
    with pytest.raises(TransitionRefused):
        transitions.propose_end(contract, condition="better", reasons=REASONS, by=cast.author)


def test_going_on_takes_an_accepted_stage_and_ending_does_not(cast: Cast) -> None:
    contract = running(cast)
    deliver(contract, 1, cast, accept=False)
    part = Deliverable.objects.get(contract=contract, stage=1)
    contracts.return_(part, by=cast.officer, remarks="Het doel is niet gehaald.")
    with pytest.raises(TransitionRefused, match="Niet alles"):
        transitions.go_on(contract, by=cast.author)
    ended = transitions.propose_end(contract, condition="target", reasons=REASONS, by=cast.author)
    assert ended.state == State.PROPOSED


def test_one_partner_is_ended_and_the_other_goes_on(cast: Cast) -> None:
    """Article 31(2): after each phase the number of partners may be reduced."""
    decision = approved(cast)
    assert contract_of(cast.company).state == Contract.State.ENDED_EARLY
    assert contract_of(cast.rival_company).state == Contract.State.RUNNING
    phase = Phase.objects.get(pk=decision.contract.decision.proposal.phase_id)
    assert phase.state == Phase.State.RUNNING
    told = OutgoingMail.objects.get(kind="partnership_ended")
    assert told.recipient == cast.applicant
    assert REASONS in told.body
    assert AuditEvent.objects.filter(action="approve_end").exists()
    assert not Task.objects.filter(kind="deliver", holder=cast.applicant, closed_at=None).exists()


def test_who_was_ended_delivers_nothing_more(cast: Cast) -> None:
    approved(cast)
    part = Deliverable.objects.get(contract=contract_of(cast.company), stage=2)
    with pytest.raises(TransitionRefused):
        contracts.deliver(part, upload=b"%PDF-1.7", file_name="r.pdf", by=cast.applicant)


def test_phase_is_complete_once_its_last_partner_was_ended(cast: Cast) -> None:
    contract = running(cast, partners=1)
    deliver(contract, 1, cast)
    decision = transitions.propose_end(contract, condition="need", reasons=REASONS, by=cast.author)
    transitions.approve_end(decision, by=cast.officer, proof=proof_of(cast.officer))
    assert Phase.objects.get(pk=contract.decision.proposal.phase_id).state == "completed"


@pytest.mark.parametrize(
    ("condition", "reasons"), [("sluiting", REASONS), ("", REASONS), ("better", "  ")]
)
def test_ending_without_an_announced_ground_or_reasons_is_refused(
    cast: Cast, condition: str, reasons: str
) -> None:
    contract = running(cast)
    deliver(contract, 1, cast)
    with pytest.raises(TransitionRefused):
        transitions.propose_end(contract, condition=condition, reasons=reasons, by=cast.author)


def test_nobody_ends_a_partnership_alone(cast: Cast) -> None:
    decision = proposed(cast)
    with pytest.raises(PermissionDenied):
        transitions.approve_end(decision, by=cast.author, proof=proof_of(cast.author))
    with pytest.raises(IntegrityError), transaction.atomic():
        StageDecision.objects.filter(pk=decision.pk).update(
            state=State.APPROVED, decided_by=cast.author
        )


def test_decision_is_open_again_when_the_second_officer_turns_it_down(cast: Cast) -> None:
    decision = proposed(cast)
    assert transitions.turn_down_end(decision, by=cast.officer).state == State.TURNED_DOWN
    transitions.go_on(contract_of(cast.company), by=cast.author)
    assert contract_of(cast.company).state == Contract.State.RUNNING


LEAVES = {
    ("APPROVE_END", StageDecision): {"proposed"},
    ("TURN_DOWN_END", StageDecision): {"proposed"},
}


@pytest.mark.parametrize(("name", "model"), LEAVES)
def test_each_move_leaves_only_from_its_own_states(name: str, model: type) -> None:
    move = getattr(transitions, name)
    anybody = Transition(move.name, move.sources, move.target, lambda user, obj: True)
    accepted = set()
    for state in model.State.values:
        try:
            anybody.check(model(state=state), by=None)
            accepted.add(state)
        except TransitionRefused:
            pass
    assert accepted == LEAVES[name, model]


def test_no_move_is_left_out_of_the_table() -> None:
    moves = {name for name, value in vars(transitions).items() if isinstance(value, Transition)}
    assert moves == {name for name, _model in LEAVES}


# Who reads the page, who may propose to end, and who may approve what the author proposed.
ROLES = {
    "author": (200, 302, 403), "officer": (200, 302, 200), "applicant": (200, 403, 403),
    "colleague": (200, 403, 403), "rival": (404, 404, 404), "outsider": (404, 404, 404),
    "analyst": (404, 404, 404), "auditor": (404, 404, 404), "operator": (404, 404, 404),
}  # fmt: skip


@pytest.mark.parametrize("role", ROLES)
def test_who_sees_and_decides(cast: Cast, role: str) -> None:
    decision = proposed(cast)
    client = client_of(getattr(cast, role), stepped_up=True)
    args = [decision.contract.uuid]
    read, _propose, approve = ROLES[role]
    assert client.get(reverse("partnership:contract", args=args)).status_code == read
    assert client.get(reverse("partnership:approve-end", args=args)).status_code == approve


def test_partner_reads_of_the_ending_only_once_it_is_decided(cast: Cast) -> None:
    decision = proposed(cast)
    address = reverse("partnership:contract", args=[decision.contract.uuid])
    assert REASONS not in client_of(cast.applicant).get(address).content.decode()
    assert REASONS in client_of(cast.officer).get(address).content.decode()
    transitions.approve_end(decision, by=cast.officer, proof=proof_of(cast.officer))
    assert REASONS in client_of(cast.applicant).get(address).content.decode()
