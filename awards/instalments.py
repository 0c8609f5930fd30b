"""The parts of a contract's price, to the cent."""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from awards.models import Contract, Deliverable

CENT = Decimal("0.01")


@dataclass(frozen=True)
class Instalment:
    """A deliverable and what is paid on its acceptance, in euro including VAT."""

    deliverable: Deliverable
    amount_incl_vat: Decimal

    @property
    def is_due(self) -> bool:
        return self.deliverable.state == Deliverable.State.ACCEPTED


def instalments_of(contract: Contract) -> list[Instalment]:
    """The instalments in order; the last open one takes the rest, so that they add up to the value.

    What was accepted keeps the amount that it had then, also when the value changes later.
    """
    fixed = {payment.deliverable_id: payment.amount_incl_vat for payment in contract.payments.all()}
    return split(contract.value_incl_vat, list(contract.deliverables.all()), fixed)


def split(
    value_incl_vat: Decimal, parts: list[Deliverable], fixed: dict[int | None, Decimal]
) -> list[Instalment]:
    """The parts of a value in euro including VAT; `fixed` are amounts by deliverable."""
    left = value_incl_vat - sum((fixed[part.pk] for part in parts if part.pk in fixed), Decimal(0))
    open_parts = [part for part in parts if part.pk not in fixed and part.instalment_percent]
    rows: list[Instalment] = []
    for part in parts:
        amount = fixed.get(part.pk, Decimal(0))
        if part in open_parts:
            share = value_incl_vat * part.instalment_percent / 100
            amount = left if part is open_parts[-1] else share.quantize(CENT, ROUND_HALF_UP)
            left -= amount
        rows.append(Instalment(part, amount))
    return rows


def taken_from_pot(contract: Contract) -> Decimal:
    """The euro including VAT that a contract takes: its value, or what is owed once it ended early.

    What is owed of an ended contract is what was accepted; of one that nobody signed, nothing.
    """
    if contract.state != Contract.State.ENDED_EARLY:
        return contract.value_incl_vat
    return sum((payment.amount_incl_vat for payment in contract.payments.all()), Decimal(0))
