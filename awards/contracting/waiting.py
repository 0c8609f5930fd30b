"""What waits on whom about the contract itself."""

from datetime import timedelta

from django.urls import reverse

from awards.contracting.models import ContractChange, EarlyEnding, Payment
from awards.contracting.selectors import terms_of
from awards.models import Contract, Deliverable
from awards.selectors import officers_of
from calls.models import Phase
from portal.accounts.selectors import WRITERS, people_of, signatories_of
from portal.work.models import Task
from portal.work.tasks_of import close_tasks, open_tasks

PAY_WITHIN = timedelta(days=30)  # of the request, as the model contracts of the instruments say


def ask_for_terms(phase: Phase) -> None:
    """Contracts are on offer and there is no text to make them of: it waits on the officers."""
    if terms_of(phase) is not None:
        return
    open_tasks(
        Task.Kind.WRITE_CONTRACT,
        officers_of(phase.call),
        subject=lambda: str(phase),
        url=reverse("contracting:terms", args=[phase.call.reference, phase.code]),
        key=f"write_contract:{phase.pk}:",
    )


def terms_written(phase: Phase) -> None:
    """The text is there."""
    close_tasks(f"write_contract:{phase.pk}:", prefix=True)


def ask_to_request(payment: Payment) -> None:
    """The company can ask for it; it no longer waits on the officers."""
    close_tasks(f"record_payment:{payment.pk}:", prefix=True)
    proposal = payment.contract.decision.proposal
    open_tasks(
        Task.Kind.REQUEST_PAYMENT,
        people_of(proposal.dossier.lead, *WRITERS),
        subject=lambda: f"{payment}, {proposal.phase}",
        url=reverse("contracting:request-payment", args=[payment.uuid]),
        key=f"request_payment:{payment.pk}:",
    )


def ask_to_pay(payment: Payment) -> None:
    """It was asked for: it waits on the officers, who pay within the term."""
    close_tasks(f"request_payment:{payment.pk}:", prefix=True)
    proposal = payment.contract.decision.proposal
    requested_at = payment.requested_at
    open_tasks(
        Task.Kind.RECORD_PAYMENT,
        officers_of(proposal.phase.call),
        subject=lambda: f"{payment}, {proposal.dossier.lead}",
        url=reverse("contracting:record-payment", args=[payment.uuid]),
        key=f"record_payment:{payment.pk}:",
        due_at=requested_at + PAY_WITHIN if requested_at else None,
    )


def paid(payment: Payment) -> None:
    """It waits on nobody."""
    close_tasks(f"record_payment:{payment.pk}:", prefix=True)


def ask_to_settle(deliverable: Deliverable) -> None:
    """Something was rejected: the officers change the contract or end it."""
    proposal = deliverable.contract.decision.proposal
    open_tasks(
        Task.Kind.SETTLE_REJECTION,
        officers_of(proposal.phase.call),
        subject=lambda: f"{deliverable.title}, {proposal.dossier.lead}",
        url=reverse("awards:contract", args=[deliverable.contract.uuid]),
        key=f"settle_rejection:{deliverable.contract_id}:",
    )


def settled(contract: Contract) -> None:
    """The contract was changed or ended."""
    close_tasks(f"settle_rejection:{contract.pk}:", prefix=True)
    for change in contract.changes.all():
        answered(change)


def ask_to_answer(change: ContractChange) -> None:
    """A change waits on the signatories of the company."""
    proposal = change.contract.decision.proposal
    open_tasks(
        Task.Kind.ANSWER_CHANGE,
        signatories_of(proposal.dossier.lead),
        subject=lambda: str(proposal.phase),
        url=reverse("contracting:change", args=[change.uuid]),
        key=f"answer_change:{change.pk}:",
    )


def answered(change: ContractChange) -> None:
    """It waits on nobody."""
    close_tasks(f"answer_change:{change.pk}:", prefix=True)


def ask_to_end(ending: EarlyEnding) -> None:
    """It waits on the other officers, or on the signatories where both agree."""
    proposal = ending.contract.decision.proposal
    if ending.way == EarlyEnding.Way.MUTUAL:
        people = list(signatories_of(proposal.dossier.lead))
        page = "contracting:agree-ending"
    else:
        officers = officers_of(proposal.phase.call)
        people = [officer for officer in officers if officer != ending.proposed_by]
        page = "contracting:approve-ending"
    open_tasks(
        Task.Kind.APPROVE_ENDING,
        people,
        subject=lambda: f"{proposal.dossier.lead}, {proposal.phase}",
        url=reverse(page, args=[ending.uuid]),
        key=f"approve_ending:{ending.pk}:",
    )


def ending_decided(ending: EarlyEnding) -> None:
    """It waits on nobody."""
    close_tasks(f"approve_ending:{ending.pk}:", prefix=True)
