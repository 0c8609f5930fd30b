"""What waits on the officers after a stage."""

from django.urls import reverse

from awards.models import Contract
from awards.partnership.models import StageDecision
from awards.selectors import officers_of
from portal.accounts.models import User
from portal.work.models import Task
from portal.work.tasks_of import close_tasks, open_task


def ask_to_decide(contract: Contract, stage: int) -> None:
    """A stage was judged: the officers decide whether to go on with this partner."""
    for officer in officers_of(contract.decision.proposal.phase.call):
        _open(Task.Kind.DECIDE, officer, contract, f"stage:{contract.pk}:{stage}:{officer.pk}")


def ask_to_approve(decision: StageDecision) -> None:
    """One officer wants to end a partnership: the others read it."""
    close_tasks(f"stage:{decision.contract_id}:", prefix=True)
    for officer in officers_of(decision.contract.decision.proposal.phase.call):
        if officer != decision.proposed_by:
            key = f"end:{decision.contract_id}:{officer.pk}"
            _open(Task.Kind.APPROVE_DECISION, officer, decision.contract, key)


def decided(decision: StageDecision) -> None:
    """It waits on nobody any more."""
    close_tasks(f"stage:{decision.contract_id}:", prefix=True)
    close_tasks(f"end:{decision.contract_id}:", prefix=True)


def _open(kind: Task.Kind, holder: User, contract: Contract, key: str) -> None:
    proposal = contract.decision.proposal
    open_task(
        kind,
        holder,
        subject=f"{proposal.dossier.lead}, {proposal.phase.call}",
        url=reverse("partnership:contract", args=[contract.uuid]),
        key=key,
    )
