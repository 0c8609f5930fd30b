"""What waits on whom in this room: tasks opened and closed by the moves that cause them."""

from collections.abc import Iterable

from django.urls import reverse

from awards.models import Contract, DecisionSet, Deliverable
from awards.permissions import can_propose
from awards.record.waiting import ask_for_award_notice
from awards.selectors import officers_of
from calls.models import Phase
from calls.periods import last_second_of
from calls.planning import result_by
from portal.accounts.models import User
from portal.accounts.selectors import WRITERS, people_of, signatories_of
from portal.clock import portal_today
from portal.work.models import Task
from portal.work.tasks_of import close_tasks, open_tasks
from portal.workdays import working_days_after

Kind = Task.Kind
JUDGE_WITHIN = 20  # working days after it was delivered, as the model contract of SBIR says


def _phase_url(name: str, phase: Phase) -> str:
    return reverse(f"awards:{name}", args=[phase.call.reference, phase.code])


def _open(kind: Task.Kind, phase: Phase, page: str, *, but: User | None = None) -> None:
    """A task about a phase for each who may decide, but for the one who did the step before.

    Deciding, approving and sending the letters are all due on the day the result is expected.
    """
    open_tasks(
        kind,
        [officer for officer in deciders(phase) if officer != but],
        subject=lambda: str(phase),
        url=_phase_url(page, phase),
        key=f"{kind.value}:{phase.pk}:",
        due_at=result_by(phase),
    )


def deciders(phase: Phase) -> list[User]:
    """The officers of the call who did not judge its offers."""
    return [person for person in officers_of(phase.call) if can_propose(person, phase)]


def ask_to_decide(phase: Phase) -> None:
    """The advice is there: any officer of the call may propose the decisions."""
    _open(Kind.DECIDE, phase, "decide")


def is_asked_to_decide(phase: Phase) -> bool:
    """Whether the decision waits on somebody already."""
    return Task.objects.filter(
        unique_key__startswith=f"{Kind.DECIDE.value}:{phase.pk}:", url=_phase_url("decide", phase)
    ).exists()


def decision_begun(decision_set: DecisionSet) -> None:
    """One officer has begun: it no longer waits on the others."""
    phase = decision_set.phase
    for officer in deciders(phase):
        if officer != decision_set.proposed_by:
            close_tasks(f"decide:{phase.pk}:{officer.pk}")


def ask_to_approve(decision_set: DecisionSet) -> None:
    """The other officers check what one has proposed; the proposer is done for now."""
    phase = decision_set.phase
    close_tasks(f"decide:{phase.pk}:", prefix=True)
    _open(Kind.APPROVE_DECISION, phase, "approve", but=decision_set.proposed_by)


def ask_to_release(decision_set: DecisionSet) -> None:
    """Approved: anyone but the approver may check the letters and send them."""
    phase = decision_set.phase
    close_tasks(f"decide:{phase.pk}:", prefix=True)
    close_tasks(f"approve_decision:{phase.pk}:", prefix=True)
    _open(Kind.RELEASE_LETTERS, phase, "letters", but=decision_set.approved_by)


def released(decision_set: DecisionSet) -> None:
    """The letters are out: nobody needs to send them any more."""
    close_tasks(f"release_letters:{decision_set.phase_id}:", prefix=True)


def ask_to_sign(contract: Contract, people: Iterable[User]) -> None:
    """Let the contract wait for a signature of these people; those who signed are done."""
    close_tasks(f"sign_contract:{contract.pk}:", prefix=True)
    open_tasks(
        Kind.SIGN_CONTRACT,
        people,
        subject=lambda: str(contract.decision.proposal.phase),
        url=reverse("awards:contract", args=[contract.uuid]),
        key=f"sign_contract:{contract.pk}:",
    )


def ask_company_to_sign(contract: Contract) -> None:
    """Every signatory of the contractor."""
    ask_to_sign(contract, signatories_of(contract.decision.proposal.dossier.lead))


def ask_officers_to_sign(contract: Contract) -> None:
    """Every officer of the call."""
    ask_to_sign(contract, officers_of(contract.decision.proposal.phase.call))


def signed_by_both(contract: Contract) -> None:
    """Nobody needs to sign any more; what is owed now waits on the company."""
    close_tasks(f"sign_contract:{contract.pk}:", prefix=True)
    ask_for_award_notice(contract)
    # What belongs to a later stage waits until the authority goes on after the one before.
    for deliverable in contract.deliverables.filter(stage=1):
        ask_to_deliver(deliverable)


def ask_to_deliver(deliverable: Deliverable) -> None:
    """Signatories and editors, until the end of the day it is due."""
    close_tasks(f"judge_deliverable:{deliverable.pk}:", prefix=True)
    proposal = deliverable.contract.decision.proposal
    open_tasks(
        Kind.DELIVER,
        people_of(proposal.dossier.lead, *WRITERS),
        subject=lambda: f"{deliverable.title}, {proposal.phase}",
        url=reverse("awards:deliver", args=[deliverable.uuid]),
        key=f"deliver:{deliverable.pk}:",
        due_at=deliverable.due_at,
    )


def ask_to_judge(deliverable: Deliverable) -> None:
    """It was delivered: now it waits on the officers."""
    close_tasks(f"deliver:{deliverable.pk}:", prefix=True)
    proposal = deliverable.contract.decision.proposal
    open_tasks(
        Kind.JUDGE_DELIVERABLE,
        officers_of(proposal.phase.call),
        subject=lambda: f"{deliverable.title}, {proposal.dossier.lead}",
        url=reverse("awards:judge", args=[deliverable.uuid]),
        key=f"judge_deliverable:{deliverable.pk}:",
        due_at=last_second_of(working_days_after(portal_today(), JUDGE_WITHIN)),
    )


def judged(deliverable: Deliverable) -> None:
    """Accepted: it waits on nobody."""
    close_tasks(f"judge_deliverable:{deliverable.pk}:", prefix=True)


def ended(contract: Contract) -> None:
    """Nothing is signed, delivered or judged any more."""
    close_tasks(f"sign_contract:{contract.pk}:", prefix=True)
    for part in contract.deliverables.all():
        close_tasks(f"deliver:{part.pk}:", prefix=True)
        close_tasks(f"judge_deliverable:{part.pk}:", prefix=True)
