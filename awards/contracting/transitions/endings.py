"""Ending a contract early: by two officers, or by one and the company together."""

from decimal import Decimal

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from awards import transitions as contracts
from awards.contracting import emails, permissions, waiting
from awards.contracting.models import EarlyEnding, Payment
from awards.models import Contract
from calls import phases
from portal.accounts import stepup
from portal.accounts.models import StepUp, User
from portal.audit.record import record
from portal.clock import portal_now
from portal.look.wording import euro_text
from portal.workflow import Transition, TransitionRefused, lock

State, Way = EarlyEnding.State, EarlyEnding.Way

DECIDE_ENDING = Transition(
    "decide_ending", frozenset({State.PROPOSED}), State.DECIDED, permissions.can_decide_ending
)
TURN_DOWN_ENDING = Transition(
    "turn_down_ending",
    frozenset({State.PROPOSED}),
    State.TURNED_DOWN,
    permissions.can_turn_down_ending,
)


@transaction.atomic
def propose_ending(
    contract: Contract, *, way: str, reasons: str, still_paid_incl_vat: Decimal, by: User
) -> EarlyEnding:
    """Propose to end a contract; `still_paid_incl_vat` in euro, beside what was accepted.

    Raises PermissionDenied; TransitionRefused without reasons, for more than the contract leaves,
    and for a partnership, which the authority ends after a stage, on an announced ground.
    """
    contract = lock(contract)
    if not permissions.can_countersign(by, contract):
        raise PermissionDenied("propose_ending")
    if contract.state not in contracts.END_CONTRACT.sources:
        raise TransitionRefused(_("This contract has ended already."), code="state")
    if contract.endings.filter(state=State.PROPOSED).exists():
        raise TransitionRefused(_("The end of this contract was proposed already."), code="state")
    _require_sound(contract, way, reasons, still_paid_incl_vat)
    ending = EarlyEnding.objects.create(
        contract=contract,
        way=way,
        reasons=reasons.strip(),
        still_paid_incl_vat=still_paid_incl_vat,
        proposed_by=by,
    )
    record("propose_ending", ending, by=by, still_paid_incl_vat_eur=f"{still_paid_incl_vat:.2f}")
    waiting.ask_to_end(ending)
    return ending


def _require_sound(contract: Contract, way: str, reasons: str, still_paid: Decimal) -> None:
    if not reasons.strip():
        raise TransitionRefused(_("State the reasons: the company reads them."), code="reasons")
    if way == Way.OFFICERS and contract.deliverables.filter(stage__gt=1).exists():
        raise TransitionRefused(
            _(
                "The authority ends a partnership after a stage, on a ground that the call "
                "announced. Here it ends by mutual agreement only."
            ),
            code="partnership",
        )
    left = left_of(contract)
    if not 0 <= still_paid <= left:
        raise TransitionRefused(
            _("Beside what was accepted at most %(left)s can be paid.") % {"left": euro_text(left)},
            code="amount",
        )


def left_of(contract: Contract) -> Decimal:
    """What may still be paid beside what was accepted, in euro including VAT."""
    if contract.state != Contract.State.RUNNING:
        return Decimal(0)
    owed = sum((each.amount_incl_vat for each in contract.payments.all()), Decimal(0))
    return contract.value_incl_vat - owed


@transaction.atomic
def decide_ending(ending: EarlyEnding, *, by: User, proof: StepUp | None = None) -> EarlyEnding:
    """End the contract: another officer with a fresh second factor, or the company's signatory.

    What was accepted stays paid; what was agreed on beside it can be asked for. The phase is
    complete with its last contract.
    """
    phase = phases.lock_exclusive(ending.contract.decision.proposal.phase)
    contract = lock(ending.contract)
    ending = lock(ending)
    DECIDE_ENDING.check(ending, by=by)
    if ending.way == Way.OFFICERS:
        if proof is None:
            raise PermissionDenied("step_up")
        stepup.check(proof, by)
    _require_sound(contract, ending.way, ending.reasons, ending.still_paid_incl_vat)
    ending.decided_by, ending.decided_at, ending.proof = by, portal_now(), proof
    DECIDE_ENDING.apply(ending, by=by, update=["decided_by", "decided_at", "proof"])
    contracts.end_early(contract, by=by, way=ending.way)
    if ending.still_paid_incl_vat:
        payment = Payment.objects.create(
            contract=contract, amount_incl_vat=ending.still_paid_incl_vat
        )
        waiting.ask_to_request(payment)
    waiting.ending_decided(ending)
    emails.queue_ended(ending)
    contracts.complete_when_done(phase, by=ending.proposed_by)
    return ending


@transaction.atomic
def turn_down_ending(ending: EarlyEnding, *, by: User) -> EarlyEnding:
    """It does not end: the contract goes on as it was."""
    ending = lock(ending)
    TURN_DOWN_ENDING.check(ending, by=by)
    ending.decided_by, ending.decided_at = by, portal_now()
    TURN_DOWN_ENDING.apply(ending, by=by, update=["decided_by", "decided_at"])
    waiting.ending_decided(ending)
    return ending
