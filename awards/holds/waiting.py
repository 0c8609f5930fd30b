"""The end of the standstill, as a date for both sides: it stands in their tasks and calendars."""

from django.db.models import QuerySet
from django.urls import reverse

from awards.models import Contract, DecisionSet
from awards.selectors import officers_of
from awards.standstill import ends_at, last_end
from portal.accounts.selectors import signatories_of
from portal.work.models import Task
from portal.work.tasks_of import close_tasks, move_due, open_tasks


def standstill_began(decision_set: DecisionSet) -> None:
    """Tell the officers, and who signs for each company with a contract on offer, when it ends.

    Also of a term of its own, of an award that was made after the letters.
    """
    phase, until = decision_set.phase, last_end(decision_set)
    if until is None:
        return
    open_tasks(
        Task.Kind.STANDSTILL_END,
        officers_of(phase.call),
        subject=lambda: str(phase),
        url=reverse("remedies:room", args=[phase.call.reference, phase.code]),
        key=_of_set(decision_set),
        due_at=until,
    )
    for contract in _contracts(decision_set).filter(state=Contract.State.OFFERED):
        _tell_company(contract)


def _tell_company(contract: Contract) -> None:
    open_tasks(
        Task.Kind.STANDSTILL_END,
        signatories_of(contract.decision.proposal.dossier.lead),
        subject=lambda: str(contract.decision.proposal.phase),
        url=reverse("awards:contract", args=[contract.uuid]),
        key=_of_contract(contract),
        due_at=ends_at(contract.decision),
    )


def term_moved(decision_set: DecisionSet) -> None:
    """A new term runs: everybody has the new date."""
    until = last_end(decision_set)
    if until is None:
        return
    move_due(_of_set(decision_set), until)
    for contract in _contracts(decision_set):
        move_due(_of_contract(contract), ends_at(contract.decision) or until)


def signed(contract: Contract) -> None:
    """Signed or ended: the company is done, and the officers when no contract is unsigned."""
    close_tasks(_of_contract(contract), prefix=True)
    decision_set = contract.decision.decision_set
    unsigned = [Contract.State.OFFERED, Contract.State.SIGNED]
    if not _contracts(decision_set).filter(state__in=unsigned).exists():
        close_tasks(_of_set(decision_set), prefix=True)


def _contracts(decision_set: DecisionSet) -> QuerySet[Contract]:
    return Contract.objects.filter(decision__decision_set=decision_set).select_related(
        "decision__proposal__dossier__lead",
        "decision__proposal__dossier__theme",
        "decision__decision_set__phase__call",
    )


def _of_set(decision_set: DecisionSet) -> str:
    return f"standstill:{decision_set.pk}:"


def _of_contract(contract: Contract) -> str:
    return f"standstill_contract:{contract.pk}:"
