"""Every change of a reinstatement's state, and the lapse of an award that nobody signed."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from awards import services as awarding
from awards.contracting import papers
from awards.contracting import waiting as contract_tasks
from awards.holds import waiting as terms
from awards.models import Contract
from awards.revisions import emails, letters, permissions, services, waiting
from awards.revisions.models import LapsedAward, Reinstatement
from awards.standstill import days_of
from awards.transitions import complete_when_done, end_early
from calls import phases
from calls import transitions as call_moves
from calls.models import Phase
from portal.accounts import stepup
from portal.accounts.models import StepUp, User
from portal.clock import portal_now
from portal.pdf_kept import PdfFailed
from portal.work.jobs import begin_anew
from portal.work.models import Job
from portal.workflow import Transition, TransitionRefused, lock

State = Reinstatement.State

REINSTATE = Transition(
    "reinstate", frozenset({State.PROPOSED}), State.APPROVED, permissions.can_judge
)
TURN_DOWN = Transition(
    "turn_down_reinstatement",
    frozenset({State.PROPOSED}),
    State.TURNED_DOWN,
    permissions.can_judge,
)
UNSIGNED = (Contract.State.OFFERED, Contract.State.SIGNED)


@transaction.atomic
def reinstate(reinstatement: Reinstatement, *, by: User, proof: StepUp) -> Reinstatement:
    """Approve an award after the letters, as a colleague proposed it, and tell the applicant.

    The first decision and letter stay. A new letter is made and sent, a contract is offered, and
    where there is a standstill a whole new one runs, of which the others are told. Raises
    PermissionDenied for the proposer, TransitionRefused as `propose` does.
    """
    phase = phases.lock_exclusive(reinstatement.decision.decision_set.phase)
    reinstatement = _locked(reinstatement)
    REINSTATE.check(reinstatement, by=by)
    stepup.check(proof, by)
    decision = reinstatement.decision
    services.require_possible(decision, reinstatement.amount_incl_vat)
    try:
        letters.make(reinstatement, by=by)
    except PdfFailed as failure:
        raise TransitionRefused(str(failure), code="letter") from failure
    reinstatement.judged_by, reinstatement.judged_at = by, portal_now()
    reinstatement.proof = proof
    REINSTATE.apply(
        reinstatement,
        by=by,
        update=["judged_by", "judged_at", "proof", "sha256", "number", "file", "file_sha256"],
        was=decision.outcome,
        sha256=reinstatement.sha256,
    )
    if phase.state == Phase.State.COMPLETED:
        phase = call_moves.go_on_after_all(phase, by=by)
    awarding.offer_contract(decision, by=by, value=reinstatement.amount_incl_vat)
    _make_paper(phase, by)
    terms.standstill_began(decision.decision_set)
    waiting.judged(reinstatement)
    emails.queue_new_letter(reinstatement)
    if days_of(decision):
        emails.queue_told_to_others(reinstatement)
    return reinstatement


def _make_paper(phase: Phase, by: User) -> None:
    """The job of the phase makes one contract more; those that were made stay as they are."""
    contract_tasks.ask_for_terms(phase)
    job = papers.start(phase, by=by)
    if job is not None and job.state != Job.State.RUNNING:
        begin_anew(job)


@transaction.atomic
def turn_down(reinstatement: Reinstatement, *, remarks: str, by: User) -> Reinstatement:
    """Say no to a proposal, with the reasons; the first decision stands."""
    phases.lock_exclusive(reinstatement.decision.decision_set.phase)
    reinstatement = _locked(reinstatement)
    TURN_DOWN.check(reinstatement, by=by)
    if not remarks.strip():
        raise TransitionRefused(_("Say why you turn it down."), code="empty")
    reinstatement.judged_by, reinstatement.judged_at = by, portal_now()
    reinstatement.remarks = remarks.strip()
    TURN_DOWN.apply(
        reinstatement,
        by=by,
        update=["judged_by", "judged_at", "remarks"],
        reason=reinstatement.remarks,
    )
    waiting.judged(reinstatement)
    return reinstatement


@transaction.atomic
def lapse(contract: Contract, *, ground: str, reasons: str, by: User) -> LapsedAward:
    """An award falls away before both have signed; its part of the budget is free again.

    Raises PermissionDenied for who may not decide, TransitionRefused when both have signed,
    without reasons, and for a condition that is not there or was met.
    """
    phase = phases.lock_exclusive(contract.decision.proposal.phase)
    contract = lock(contract)
    if not permissions.can_lapse(by, contract):
        raise PermissionDenied("lapse_award")
    if contract.state not in UNSIGNED:
        raise TransitionRefused(_("Both have signed, or the contract has ended."), code="state")
    decision = contract.decision
    if not reasons.strip() or ground not in LapsedAward.Ground.values:
        raise TransitionRefused(_("Write why the award falls away."), code="empty")
    if ground == LapsedAward.Ground.CONDITION and (
        not decision.condition or hasattr(decision, "condition_met")
    ):
        raise TransitionRefused(_("No condition waits here."), code="condition")
    lapsed = LapsedAward.objects.create(
        decision=decision, ground=ground, reasons=reasons.strip(), recorded_by=by
    )
    end_early(contract, by=by, ground=ground, reason=lapsed.reasons)
    waiting.seen(decision)
    emails.queue_lapsed(decision)
    complete_when_done(phase, by=by)
    return lapsed


def _locked(reinstatement: Reinstatement) -> Reinstatement:
    reinstatement = lock(reinstatement)
    # The locked row has its decision read anew, with what the letter is made of.
    reinstatement.decision.decision_set.phase = reinstatement.decision.proposal.phase
    return reinstatement
