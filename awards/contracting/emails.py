"""Mails about what happens to a contract while it runs."""

from awards.contracting.models import Payment
from portal.accounts.selectors import WRITERS, people_of
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
