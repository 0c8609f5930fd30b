"""Deciding after a stage: going on, or ending a partnership with two officers.

Directive 2014/24/EU article 31(2): after each phase the authority may end the partnership, or
reduce the number of partners, on conditions that the procurement documents announced.
"""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from awards import transitions as contracts
from awards import waiting as contract_tasks
from awards.models import Contract
from awards.partnership import emails, permissions, waiting
from awards.partnership.models import StageDecision
from awards.partnership.selectors import Stage, end_conditions, stage_to_decide, stages_of
from awards.selectors import owed_parts
from calls import phases
from portal.accounts import stepup
from portal.accounts.models import StepUp, User
from portal.audit.record import record
from portal.clock import portal_now
from portal.workflow import Transition, TransitionRefused, lock

State, Verdict = StageDecision.State, StageDecision.Verdict

APPROVE_END = Transition(
    "approve_end", frozenset({State.PROPOSED}), State.APPROVED, permissions.can_decide_end
)
TURN_DOWN_END = Transition(
    "turn_down_end", frozenset({State.PROPOSED}), State.TURNED_DOWN, permissions.can_decide_end
)


@transaction.atomic
def go_on(contract: Contract, *, by: User) -> StageDecision:
    """Go on with this partner after a stage: what belongs to the next one can be delivered.

    Raises PermissionDenied, TransitionRefused when no stage waits for a decision.
    """
    contract, stage = _to_decide(contract, by)
    owed = set(owed_parts(contract).filter(stage=stage.number))
    if left := [part for part in stage.parts if part in owed]:
        raise TransitionRefused(
            _("Not everything of this stage was accepted: %(part)s.") % {"part": left[0].title},
            code="part",
        )
    decision = StageDecision.objects.create(
        contract=contract,
        stage=stage.number,
        verdict=Verdict.GO_ON,
        state=State.APPROVED,
        proposed_by=by,
        decided_by=by,
        decided_at=portal_now(),
    )
    record("go_on_with_partner", decision, by=by, stage=stage.number)
    waiting.decided(decision)
    for following in stages_of(contract):
        if following.number == stage.number + 1:
            for part in following.parts:
                contract_tasks.ask_to_deliver(part)
    emails.queue_decided(decision)
    return decision


@transaction.atomic
def propose_end(contract: Contract, *, condition: str, reasons: str, by: User) -> StageDecision:
    """Propose to end a partnership after a stage, on an announced ground and with reasons.

    Raises PermissionDenied; TransitionRefused when no stage waits for a decision, for a ground
    that the call did not announce, and without reasons.
    """
    contract, stage = _to_decide(contract, by)
    call = contract.decision.proposal.phase.call
    if condition not in end_conditions(call):
        raise TransitionRefused(
            _("A partnership ends only on a ground that the call announced."), code="condition"
        )
    if not reasons.strip():
        raise TransitionRefused(_("State the reasons: the partner reads them."), code="reasons")
    decision = StageDecision.objects.create(
        contract=contract,
        stage=stage.number,
        verdict=Verdict.END,
        condition=condition,
        reasons=reasons.strip(),
        proposed_by=by,
    )
    record("propose_end", decision, by=by, stage=stage.number, condition=condition)
    waiting.ask_to_approve(decision)
    return decision


@transaction.atomic
def approve_end(decision: StageDecision, *, by: User, proof: StepUp) -> StageDecision:
    """A second officer ends the partnership; what was accepted stays paid, the rest is dropped."""
    phase = phases.lock_exclusive(decision.contract.decision.proposal.phase)
    contract = lock(decision.contract)
    decision = lock(decision)
    APPROVE_END.check(decision, by=by)
    stepup.check(proof, by)
    decision.decided_by, decision.decided_at, decision.proof = by, portal_now(), proof
    APPROVE_END.apply(
        decision, by=by, update=["decided_by", "decided_at", "proof"], condition=decision.condition
    )
    contracts.end_early(contract, by=by, stage=decision.stage)
    waiting.decided(decision)
    ground = end_conditions(phase.call)[decision.condition]
    emails.queue_decided(decision, ground=ground)
    contracts.complete_when_done(phase, by=by)
    return decision


@transaction.atomic
def turn_down_end(decision: StageDecision, *, by: User) -> StageDecision:
    """A second officer does not end it: the decision after this stage is open again."""
    contract = lock(decision.contract)
    decision = lock(decision)
    TURN_DOWN_END.check(decision, by=by)
    decision.decided_by, decision.decided_at = by, portal_now()
    TURN_DOWN_END.apply(decision, by=by, update=["decided_by", "decided_at"])
    waiting.decided(decision)
    waiting.ask_to_decide(contract, decision.stage)
    return decision


def _to_decide(contract: Contract, by: User) -> tuple[Contract, Stage]:
    """The locked contract and the stage that waits for a decision."""
    contract = lock(contract)
    contract_stage = stage_to_decide(contract)
    if not permissions.can_decide_stage(by, contract):
        raise PermissionDenied("decide_stage")
    if contract.state != Contract.State.RUNNING or contract_stage is None:
        raise TransitionRefused(
            _("There is nothing to decide now: first everything of a stage is judged."),
            code="state",
        )
    return contract, contract_stage
