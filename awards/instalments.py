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
    """The instalments in order; the last one takes the rest, so that they add up to the value."""
    rows: list[Instalment] = []
    left = contract.value_incl_vat
    deliverables = list(contract.deliverables.all())
    for deliverable in deliverables:
        amount = (contract.value_incl_vat * deliverable.instalment_percent / 100).quantize(
            CENT, ROUND_HALF_UP
        )
        if deliverable is deliverables[-1]:
            amount = left
        left -= amount
        rows.append(Instalment(deliverable, amount))
    return rows
