"""What a contract pays: the right to an instalment, and the sums that both sides see."""

from dataclasses import dataclass
from decimal import Decimal

from awards.contracting import waiting
from awards.contracting.models import Payment
from awards.instalments import instalments_of
from awards.models import Contract, Deliverable

ZERO = Decimal(0)
ASKED = {Payment.State.REQUESTED, Payment.State.PAID}


@dataclass(frozen=True)
class Sums:
    """In euro including VAT: what the contract is worth, was asked for, was paid, and is left."""

    value: Decimal
    requested: Decimal
    paid: Decimal
    left: Decimal


def owe(deliverable: Deliverable) -> Payment | None:
    """The instalment of what was just accepted can be asked for; None where nothing is paid.

    The caller holds the lock on the contract.
    """
    contract = deliverable.contract
    amount = next(
        row.amount_incl_vat
        for row in instalments_of(contract)
        if row.deliverable.pk == deliverable.pk
    )
    if amount <= 0:
        return None
    payment = Payment.objects.create(
        contract=contract, deliverable=deliverable, amount_incl_vat=amount
    )
    waiting.ask_to_request(payment)
    return payment


def sums_of(contract: Contract, payments: list[Payment]) -> Sums:
    """What was asked for includes what was paid; of an ended contract only what it owes is left."""
    paid = _sum(payments, {Payment.State.PAID})
    owed = contract.value_incl_vat
    if contract.state == Contract.State.ENDED_EARLY:
        owed = _sum(payments, set(Payment.State))
    return Sums(contract.value_incl_vat, _sum(payments, ASKED), paid, owed - paid)


def _sum(payments: list[Payment], states: set[Payment.State]) -> Decimal:
    return sum((each.amount_incl_vat for each in payments if each.state in states), ZERO)
