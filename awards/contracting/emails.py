"""Mails about what happens to a contract while it runs."""

from typing import Any

from awards.contracting.models import ContractChange, EarlyEnding, NoInvitation, Payment
from awards.models import Contract
from portal.accounts.models import User
from portal.accounts.selectors import WRITERS, people_of, signatories_of
from portal.mail.outbox import queue_mail


def queue_paid(payment: Payment) -> None:
    """The writers of the company read that it was paid."""
    _to_writers("payment_recorded", payment, key=str(payment.uuid))


def queue_sent_back(payment: Payment) -> None:
    """They read that the invoice came back, each time anew."""
    _to_writers(
        "invoice_sent_back", payment, key=f"{payment.uuid}:{payment.requested_at:%Y%m%d%H%M%S}"
    )


def _to_writers(kind: str, payment: Payment, *, key: str) -> None:
    contract = payment.contract
    for person in people_of(contract.decision.proposal.dossier.lead, *WRITERS):
        context = {
            "payment": payment,
            "contract": contract,
            "proposal": contract.decision.proposal,
        }
        queue_mail(kind, to=person, key=key, context=context)


def queue_change_proposed(change: ContractChange) -> None:
    """The signatories are asked to read it."""
    for person in signatories_of(change.contract.decision.proposal.dossier.lead):
        _queue("contract_change_proposed", person, change.contract, str(change.uuid), change=change)


def queue_change_answered(change: ContractChange) -> None:
    """The officer who proposed it reads the answer."""
    key = str(change.uuid)
    _queue("contract_change_answered", change.proposed_by, change.contract, key, change=change)


def queue_ended(ending: EarlyEnding) -> None:
    """The signatories read that the contract ended, why, and what is still paid."""
    for person in signatories_of(ending.contract.decision.proposal.dossier.lead):
        _queue("contract_ended", person, ending.contract, str(ending.uuid), ending=ending)


def queue_not_invited(held: NoInvitation) -> None:
    """Delivered and accepted, and not asked into the next phase."""
    for person in signatories_of(held.contract.decision.proposal.dossier.lead):
        _queue("not_invited", person, held.contract, str(held.contract.uuid))


def _queue(kind: str, person: User, contract: Contract, key: str, **more: Any) -> None:
    context = {"contract": contract, "proposal": contract.decision.proposal, **more}
    queue_mail(kind, to=person, key=key, context=context)
