"""What a contract pays: asked for once it was accepted, written down when it was paid."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError
from django.db.models import Sum
from django.urls import reverse

from awards import transitions as contracts
from awards.contracting.models import Payment
from awards.contracting.payments import sums_of
from awards.contracting.transitions import payments as transitions
from awards.models import Contract, Deliverable
from funnel.selectors import funnel_of
from portal.audit.models import AuditEvent
from portal.clock import portal_today
from portal.look.wording import euro_text
from portal.mail.models import OutgoingMail
from portal.work.models import Task
from portal.workflow import Transition, TransitionRefused
from tests.awards.stages import pay
from tests.awards.test_contracts import REPORT, deliver_all
from tests.cast import Cast, client_of

State = Payment.State
LEAVES = {
    "REQUEST_PAYMENT": {"due", "sent_back"},
    "SEND_INVOICE_BACK": {"requested"},
    "RECORD_PAYMENT": {"requested"},
}


def accept_first(contract: Contract, cast: Cast) -> Deliverable:
    part = contract.deliverables.first()
    contracts.deliver(part, upload=REPORT, file_name="verslag.pdf", by=cast.colleague)
    return contracts.accept(part, by=cast.officer)


@pytest.fixture
def due(cast: Cast, running: Contract) -> Payment:
    """The first instalment, accepted and not asked for."""
    return Payment.objects.get(deliverable=accept_first(running, cast))


@pytest.fixture
def requested(cast: Cast, due: Payment) -> Payment:
    return transitions.request_payment(due, invoice_number="F-1", by=cast.colleague)


@pytest.mark.parametrize("name", LEAVES)
def test_each_move_leaves_only_from_its_own_states(name: str) -> None:
    move = getattr(transitions, name)
    anybody = Transition(move.name, move.sources, move.target, lambda user, obj: True)
    accepted = set()
    for state in State.values:
        try:
            anybody.check(Payment(state=state), by=None)
            accepted.add(state)
        except TransitionRefused:
            pass
    assert accepted == LEAVES[name]


def test_payment_is_asked_for_and_paid_and_each_side_is_told(cast: Cast, due: Payment) -> None:
    waits = Task.objects.filter(closed_at=None)
    asked = waits.filter(kind=Task.Kind.REQUEST_PAYMENT).values_list("holder", flat=True)
    assert set(asked) == {cast.applicant.pk, cast.colleague.pk}
    transitions.request_payment(due, invoice_number=" F-1 ", own_reference="P77", by=cast.colleague)
    to_pay = waits.filter(kind=Task.Kind.RECORD_PAYMENT)
    assert set(to_pay.values_list("holder", flat=True)) == {cast.author.pk, cast.officer.pk}
    due.refresh_from_db()
    assert to_pay[0].due_at == due.requested_at + timedelta(days=30)
    paid = transitions.record_payment(due, paid_on=portal_today(), by=cast.officer)
    assert (paid.state, paid.invoice_number, paid.amount_incl_vat) == (
        State.PAID, "F-1", Decimal("20000.00"),
    )  # fmt: skip
    kinds = {Task.Kind.REQUEST_PAYMENT, Task.Kind.RECORD_PAYMENT}
    assert not waits.filter(kind__in=kinds).exists()
    assert OutgoingMail.objects.filter(kind="payment_recorded").count() == 2
    assert AuditEvent.objects.get(action="record_payment").data["amount_incl_vat_eur"] == "20000.00"


def test_instalments_add_up_to_the_cent_the_last_one_takes_the_rest(
    cast: Cast, running: Contract
) -> None:
    """REQ-01: exact decimals, also when they are asked for one by one."""
    Contract.objects.filter(pk=running.pk).update(value_incl_vat=Decimal("33333.34"))
    running.refresh_from_db()
    deliver_all(running, cast)
    amounts = list(Payment.objects.values_list("amount_incl_vat", flat=True))
    assert amounts == [Decimal("13333.34"), Decimal("20000.00")]
    assert sum(amounts) == Decimal("33333.34")


def test_sums_tell_value_asked_paid_and_left(cast: Cast, running: Contract) -> None:
    deliver_all(running, cast)
    first, last = running.deliverables.all()
    pay(first, cast)
    second = Payment.objects.get(deliverable=last)
    transitions.request_payment(second, invoice_number="F-2", by=cast.applicant)
    running.refresh_from_db()
    sums = sums_of(running, list(running.payments.all()))
    assert (sums.value, sums.requested, sums.paid, sums.left) == (
        Decimal("50000.00"), Decimal("50000.00"), Decimal("20000.00"), Decimal("30000.00"),
    )  # fmt: skip
    page = client_of(cast.viewer).get(reverse("awards:contract", args=[running.uuid]))
    assert euro_text(sums.left) in page.content.decode()


def test_funnel_reads_what_was_paid_and_not_what_was_accepted(
    cast: Cast, running: Contract
) -> None:
    call = running.decision.proposal.phase.call
    deliver_all(running, cast)
    assert funnel_of(call).phases[0].paid_incl_vat == 0
    pay(running.deliverables.first(), cast)
    assert funnel_of(call).phases[0].paid_incl_vat == Decimal("20000.00")


def test_nothing_is_asked_for_before_it_was_accepted(cast: Cast, running: Contract) -> None:
    part = running.deliverables.first()
    contracts.deliver(part, upload=REPORT, file_name="verslag.pdf", by=cast.colleague)
    assert not Payment.objects.exists()


def test_only_the_company_asks_and_only_officers_write_down(cast: Cast, due: Payment) -> None:
    for name in ("viewer", "rival", "officer", "outsider", "analyst"):
        with pytest.raises(PermissionDenied):
            transitions.request_payment(due, invoice_number="F-1", by=getattr(cast, name))
    asked = transitions.request_payment(due, invoice_number="F-1", by=cast.applicant)
    for name in ("applicant", "rival", "outsider", "analyst", "operator"):
        with pytest.raises(PermissionDenied):
            transitions.record_payment(asked, paid_on=portal_today(), by=getattr(cast, name))


def test_invoice_number_stands_under_one_instalment(cast: Cast, running: Contract) -> None:
    deliver_all(running, cast)
    first, second = running.payments.all()
    transitions.request_payment(first, invoice_number="F-1", by=cast.applicant)
    with pytest.raises(TransitionRefused) as refused:
        transitions.request_payment(second, invoice_number="F-1", by=cast.applicant)
    assert refused.value.code == "invoice"
    with pytest.raises(IntegrityError):
        Payment.objects.filter(pk=second.pk).update(invoice_number="F-1")


def test_day_of_payment_lies_between_request_and_today(cast: Cast, requested: Payment) -> None:
    for day in (portal_today() + timedelta(days=1), portal_today() - timedelta(days=1)):
        with pytest.raises(TransitionRefused) as refused:
            transitions.record_payment(requested, paid_on=day, by=cast.officer)
        assert refused.value.code == "date"


def test_never_more_is_paid_than_the_contract_is_worth(cast: Cast, requested: Payment) -> None:
    Contract.objects.update(value_incl_vat=Decimal("19999.99"))
    with pytest.raises(TransitionRefused) as refused:
        transitions.record_payment(requested, paid_on=portal_today(), by=cast.officer)
    assert refused.value.code == "value"
    assert not Payment.objects.filter(state=State.PAID).aggregate(s=Sum("amount_incl_vat"))["s"]


def test_invoice_that_came_back_is_asked_for_again(cast: Cast, requested: Payment) -> None:
    with pytest.raises(TransitionRefused):
        transitions.send_invoice_back(requested, remarks=" ", by=cast.officer)
    back = transitions.send_invoice_back(requested, remarks="Geen btw-nummer.", by=cast.officer)
    assert OutgoingMail.objects.filter(kind="invoice_sent_back").count() == 2
    page = client_of(cast.colleague).get(reverse("contracting:request-payment", args=[back.uuid]))
    assert "Geen btw-nummer." in page.content.decode()
    again = transitions.request_payment(back, invoice_number="F-1b", by=cast.colleague)
    assert again.state == State.REQUESTED


def test_company_and_officer_do_it_on_their_pages(cast: Cast, due: Payment) -> None:
    ask = reverse("contracting:request-payment", args=[due.uuid])
    assert client_of(cast.colleague).post(ask, {"invoice_number": ""}).status_code == 200
    assert client_of(cast.colleague).post(ask, {"invoice_number": "F-9"}).status_code == 302
    write, client = reverse("contracting:record-payment", args=[due.uuid]), client_of(cast.officer)
    assert "F-9" in client.get(write).content.decode()
    for typed in (
        {},
        {"verdict": "paid"},
        {"verdict": "back"},
        {"verdict": "paid", "paid_on": "x"},
    ):
        assert client.post(write, typed).status_code == 200
    assert client.post(write, {"verdict": "paid", "paid_on": portal_today()}).status_code == 302
    assert client_of(cast.rival).get(ask).status_code == 404


def test_rejected_deliverable_is_final_and_pays_nothing(cast: Cast, running: Contract) -> None:
    part = running.deliverables.first()
    contracts.deliver(part, upload=REPORT, file_name="verslag.pdf", by=cast.colleague)
    with pytest.raises(TransitionRefused):
        contracts.reject(part, by=cast.officer, remarks=" ")
    rejected = contracts.reject(part, by=cast.officer, remarks="Het werkt niet.")
    assert rejected.state == Deliverable.State.REJECTED
    assert not Payment.objects.exists()
    assert OutgoingMail.objects.filter(kind="deliverable_rejected").count() == 2
    for attempt in (
        lambda: contracts.deliver(part, upload=REPORT, file_name="r.pdf", by=cast.applicant),
        lambda: contracts.accept(part, by=cast.officer),
    ):
        with pytest.raises(TransitionRefused):
            attempt()
    settles = Task.objects.filter(kind=Task.Kind.SETTLE_REJECTION, closed_at=None)
    assert {task.holder for task in settles} == {cast.author, cast.officer}


def test_officer_rejects_on_the_page_with_reasons(cast: Cast, running: Contract) -> None:
    part = running.deliverables.first()
    contracts.deliver(part, upload=REPORT, file_name="verslag.pdf", by=cast.colleague)
    client, address = client_of(cast.officer), reverse("awards:judge", args=[part.uuid])
    assert client.post(address, {"verdict": "reject"}).status_code == 200
    assert client.post(address, {"verdict": "reject", "remarks": "Nee."}).status_code == 302
    part.refresh_from_db()
    assert part.state == Deliverable.State.REJECTED
