"""Contracts: signed by both, delivered, accepted, and what follows for those contractors alone."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied

from applications.models import Proposal
from awards import transitions
from awards.contract_plans import due_dates
from awards.instalments import instalments_of
from awards.models import Contract, Deliverable, Invitation
from calls.instruments import instrument_of
from calls.models import Phase
from portal.clock import portal_now
from portal.mail.models import OutgoingMail
from portal.work.models import Task
from portal.workflow import TransitionRefused
from tests.awards.conftest import Decide
from tests.cast import Cast
from tests.factories import PhaseFactory

REPORT = b"%PDF-1.7 verslag"


def deliver_all(contract: Contract, cast: Cast) -> None:
    """Every deliverable delivered and accepted."""
    for part in contract.deliverables.all():
        transitions.deliver(part, upload=REPORT, file_name="verslag.pdf", by=cast.colleague)
        transitions.accept(part, by=cast.officer)


@pytest.fixture
def prototype_phase(cast: Cast, running: Contract) -> Phase:
    """The invited phase that follows, its window ahead."""
    now = portal_now()
    return PhaseFactory(
        call=running.decision.proposal.phase.call,
        invited=True,
        opens_at=now + timedelta(days=100),
        closes_at=now + timedelta(days=130),
    )


def test_every_plan_adds_up_to_the_whole_price() -> None:
    """1.3: instalments in percent, summing to 100."""
    for phase in instrument_of("sbir").phases:
        assert not phase.contract or sum(part.percent for part in phase.contract.parts) == 100


def test_due_dates_do_not_lie_behind_the_next_phase() -> None:
    start = date(2026, 6, 1)
    dates = due_dates(
        instrument_of("sbir").phase("feasibility").contract, start, start + timedelta(days=50)
    )
    assert dates == [start + timedelta(days=25), start + timedelta(days=50)]


def test_instalments_add_up_to_the_cent(contract: Contract) -> None:
    """REQ-01: exact decimals; the last part takes the rest."""
    contract.value_incl_vat = Decimal("33333.33")
    amounts = [row.amount_incl_vat for row in instalments_of(contract)]
    assert amounts == [Decimal("13333.33"), Decimal("20000.00")]


def test_signatures_of_both_sides_start_the_contract(cast: Cast, contract: Contract) -> None:
    waits = Task.objects.filter(kind=Task.Kind.SIGN_CONTRACT, closed_at=None)
    assert [task.holder for task in waits] == [cast.applicant]
    transitions.sign_contract(contract, by=cast.applicant)
    assert {task.holder for task in waits.all()} == {cast.author, cast.officer}
    running = transitions.countersign(contract, by=cast.officer)
    assert running.state == Contract.State.RUNNING
    assert running.starts_on is not None
    assert not waits.all().exists()
    assert running.decision.proposal.phase.__class__.objects.get().state == Phase.State.RUNNING
    delivers = Task.objects.filter(kind=Task.Kind.DELIVER, closed_at=None)
    assert {task.holder for task in delivers} == {cast.applicant, cast.colleague}
    assert OutgoingMail.objects.filter(kind="contract_running").count() == 1


@pytest.mark.parametrize("name", ["colleague", "viewer", "rival", "officer", "outsider"])
def test_only_a_signatory_of_the_company_signs_for_it(
    cast: Cast, contract: Contract, name: str
) -> None:
    with pytest.raises(PermissionDenied):
        transitions.sign_contract(contract, by=getattr(cast, name))


def test_authority_does_not_sign_first(cast: Cast, contract: Contract) -> None:
    with pytest.raises(TransitionRefused):
        transitions.countersign(contract, by=cast.officer)


def test_nothing_is_delivered_before_both_signed(cast: Cast, contract: Contract) -> None:
    part = contract.deliverables.first()
    with pytest.raises(TransitionRefused):
        transitions.deliver(part, upload=REPORT, file_name="verslag.pdf", by=cast.applicant)


def test_returned_deliverable_comes_back_with_remarks(cast: Cast, running: Contract) -> None:
    part = running.deliverables.first()
    transitions.deliver(part, upload=REPORT, file_name="../verslag.pdf", by=cast.colleague)
    with pytest.raises(TransitionRefused):
        transitions.return_(part, by=cast.officer, remarks=" ")
    returned = transitions.return_(part, by=cast.officer, remarks="Hoofdstuk 3 ontbreekt.")
    assert (returned.state, returned.file_name) == (Deliverable.State.RETURNED, "verslag.pdf")
    assert OutgoingMail.objects.filter(kind="deliverable_returned").count() == 2
    again = transitions.deliver(part, upload=REPORT, file_name="verslag2.pdf", by=cast.applicant)
    assert again.state == Deliverable.State.DELIVERED


def test_last_acceptance_completes_the_contract_and_the_phase(
    cast: Cast, running: Contract
) -> None:
    deliver_all(running, cast)
    running.refresh_from_db()
    assert running.state == Contract.State.DELIVERED
    assert Phase.objects.get().state == Phase.State.COMPLETED
    waits = Task.objects.filter(closed_at=None).exclude(kind=Task.Kind.REQUEST_PAYMENT)
    assert not waits.exists()


def test_exactly_those_who_delivered_are_invited(
    cast: Cast, running: Contract, prototype_phase: Phase
) -> None:
    """1.1: only contractors of the first phase compete again."""
    deliver_all(running, cast)
    invitation = Invitation.objects.get()
    assert invitation.phase == prototype_phase
    assert invitation.dossier.lead == cast.company
    draft = Proposal.objects.get(phase=prototype_phase)
    assert (draft.dossier, draft.state) == (invitation.dossier, Proposal.State.DRAFT)
    assert OutgoingMail.objects.filter(kind="invitation_to_offer").count() == 2


def test_acceptance_after_the_next_deadline_invites_nobody(
    cast: Cast, running: Contract, prototype_phase: Phase
) -> None:
    Phase.objects.filter(pk=prototype_phase.pk).update(
        opens_at=portal_now() - timedelta(days=2), closes_at=portal_now() - timedelta(days=1)
    )
    deliver_all(running, cast)
    running.refresh_from_db()
    assert running.state == Contract.State.DELIVERED
    assert not Invitation.objects.exists()


def test_contracts_of_one_phase_complete_it_together(cast: Cast, released: Decide) -> None:
    released(outcomes=["within_budget", "within_budget"])
    ours = Contract.objects.get(decision__proposal__dossier__lead=cast.company)
    transitions.sign_contract(ours, by=cast.applicant)
    deliver_all(transitions.countersign(ours, by=cast.officer), cast)
    assert Phase.objects.get().state == Phase.State.RUNNING
