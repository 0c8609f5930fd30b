"""Asking for what a contract pays, and writing down that it was paid."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from awards.contracting import emails, permissions, waiting
from awards.contracting.models import Payment
from portal.accounts.models import User
from portal.clock import portal_now, portal_today
from portal.look.wording import AMSTERDAM, euro_text
from portal.workflow import Transition, TransitionRefused, lock

State = Payment.State

REQUEST_PAYMENT = Transition(
    "request_payment",
    frozenset({State.DUE, State.SENT_BACK}),
    State.REQUESTED,
    permissions.can_request_payment,
)
SEND_INVOICE_BACK = Transition(
    "send_invoice_back",
    frozenset({State.REQUESTED}),
    State.SENT_BACK,
    permissions.can_record_payment,
)
RECORD_PAYMENT = Transition(
    "record_payment", frozenset({State.REQUESTED}), State.PAID, permissions.can_record_payment
)


@transaction.atomic
def request_payment(
    payment: Payment, *, invoice_number: str, own_reference: str = "", by: User
) -> Payment:
    """The company asks for exactly this instalment, with the number of its invoice.

    Raises TransitionRefused for an invoice number that stands under another instalment.
    """
    contract = lock(payment.contract)
    payment = lock(payment)
    REQUEST_PAYMENT.check(payment, by=by)
    number = invoice_number.strip()
    if not number:
        raise TransitionRefused(_("State the number of the invoice."), code="invoice")
    if contract.payments.filter(invoice_number=number).exclude(pk=payment.pk).exists():
        raise TransitionRefused(
            _("This invoice number stands under another instalment already."), code="invoice"
        )
    payment.invoice_number, payment.own_reference = number, own_reference.strip()
    payment.requested_by, payment.requested_at = by, portal_now()
    REQUEST_PAYMENT.apply(
        payment,
        by=by,
        update=["invoice_number", "own_reference", "requested_by", "requested_at"],
        amount_incl_vat_eur=f"{payment.amount_incl_vat:.2f}",
    )
    waiting.ask_to_pay(payment)
    return payment


@transaction.atomic
def send_invoice_back(payment: Payment, *, remarks: str, by: User) -> Payment:
    """The invoice is not right: the company reads why, and asks again."""
    payment = lock(payment)
    SEND_INVOICE_BACK.check(payment, by=by)
    if not remarks.strip():
        raise TransitionRefused(_("Say what is wrong with the invoice."), code="remarks")
    payment.remarks, payment.recorded_by = remarks.strip(), by
    SEND_INVOICE_BACK.apply(payment, by=by, update=["remarks", "recorded_by"])
    waiting.ask_to_request(payment)
    emails.queue_sent_back(payment)
    return payment


@transaction.atomic
def record_payment(payment: Payment, *, paid_on: date, by: User) -> Payment:
    """An officer writes down that it was paid; never more than the contract is worth.

    Raises TransitionRefused for a day that lies ahead or before the request.
    """
    contract = lock(payment.contract)
    payment = lock(payment)
    RECORD_PAYMENT.check(payment, by=by)
    if paid_on > portal_today():
        raise TransitionRefused(_("This date lies ahead."), code="date")
    if payment.requested_at and paid_on < payment.requested_at.astimezone(AMSTERDAM).date():
        raise TransitionRefused(_("That was before the payment was asked for."), code="date")
    paid = sum(each.amount_incl_vat for each in contract.payments.filter(state=State.PAID))
    if paid + payment.amount_incl_vat > contract.value_incl_vat:
        raise TransitionRefused(
            _("With this more than %(value)s would be paid.")
            % {"value": euro_text(contract.value_incl_vat)},
            code="value",
        )
    payment.paid_on, payment.recorded_by = paid_on, by
    RECORD_PAYMENT.apply(
        payment,
        by=by,
        update=["paid_on", "recorded_by"],
        amount_incl_vat_eur=f"{payment.amount_incl_vat:.2f}",
        paid_on=paid_on.isoformat(),
    )
    waiting.paid(payment)
    emails.queue_paid(payment)
    return payment
