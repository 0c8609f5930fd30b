"""What waits on the officers after a stage."""

from collections.abc import Iterable

from django.urls import reverse

from awards.models import Contract
from awards.partnership.models import StageDecision
from awards.selectors import officers_of
from portal.accounts.models import User
from portal.work.models import Task
from portal.work.tasks_of import close_tasks, open_tasks


def ask_to_decide(contract: Contract, stage: int) -> None:
    """A stage was judged: the officers decide whether to go on with this partner."""
    officers = officers_of(contract.decision.proposal.phase.call)
    _open(Task.Kind.DECIDE, officers, contract, f"stage:{contract.pk}:{stage}:")


def ask_to_approve(decision: StageDecision) -> None:
    """One officer wants to end a partnership: the others read it."""
    close_tasks(f"stage:{decision.contract_id}:", prefix=True)
    officers = officers_of(decision.contract.decision.proposal.phase.call)
    others = [officer for officer in officers if officer != decision.proposed_by]
    _open(Task.Kind.APPROVE_DECISION, others, decision.contract, f"end:{decision.contract_id}:")


def decided(decision: StageDecision) -> None:
    """It waits on nobody any more."""
    close_tasks(f"stage:{decision.contract_id}:", prefix=True)
    close_tasks(f"end:{decision.contract_id}:", prefix=True)


def _open(kind: Task.Kind, people: Iterable[User], contract: Contract, key: str) -> None:
    proposal = contract.decision.proposal
    open_tasks(
        kind,
        people,
        subject=lambda: f"{proposal.dossier.lead}, {proposal.phase.call}",
        url=reverse("partnership:contract", args=[contract.uuid]),
        key=key,
    )
