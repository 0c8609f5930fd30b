"""Changing a contract that runs: an officer proposes, a signatory of the company answers."""

from datetime import date
from decimal import Decimal

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from awards import waiting as contract_tasks
from awards.contracting import change_papers, emails, permissions, waiting
from awards.contracting.agreed import (
    PartTerms,
    as_agreed,
    faults_of,
    fingerprint,
    merged_parts,
    terms,
)
from awards.contracting.models import ContractChange
from awards.models import Contract, Deliverable
from awards.partnership.selectors import has_gone_on
from calls import phases
from portal.accounts.models import User
from portal.audit.record import record
from portal.clock import portal_now, portal_today
from portal.look.wording import AMSTERDAM
from portal.workflow import Transition, TransitionRefused, lock

State = ContractChange.State

ACCEPT_CHANGE = Transition(
    "accept_change", frozenset({State.PROPOSED}), State.ACCEPTED, permissions.can_answer
)
REFUSE_CHANGE = Transition(
    "refuse_change", frozenset({State.PROPOSED}), State.REFUSED, permissions.can_answer
)
WITHDRAW_CHANGE = Transition(
    "withdraw_change", frozenset({State.PROPOSED}), State.WITHDRAWN, permissions.can_propose
)


@transaction.atomic
def propose_change(
    contract: Contract,
    *,
    value_incl_vat: Decimal,
    ends_on: date,
    parts: list[PartTerms],
    reasons: str,
    by: User,
) -> ContractChange:
    """Propose another value in euro including VAT, other days, or one more deliverable.

    Raises PermissionDenied; TransitionRefused with all faults at once: outside the budget, parts
    that do not add up, days that are over, nothing that changes, or a change that waits already.
    """
    phases.lock_exclusive(contract.decision.proposal.phase)  # two changes share one budget
    contract = lock(contract)
    if not permissions.can_countersign(by, contract):
        raise PermissionDenied("propose_change")
    _require_running(contract)
    if contract.changes.filter(state=State.PROPOSED).exists():
        raise TransitionRefused(
            _("A change of this contract waits for an answer already."), code="state"
        )
    today = portal_today()
    wanted = merged_parts(contract, parts)
    faults = faults_of(contract, value_incl_vat, ends_on, wanted, today)
    before = as_agreed(contract)
    after = terms(contract, value_incl_vat, ends_on, wanted)
    if not reasons.strip():
        faults.append(_("State the reasons: the company reads them."))
    if before == after:
        faults.append(_("Nothing changes."))
    if faults:
        raise TransitionRefused("\n".join(faults), code="terms")
    change = ContractChange.objects.create(
        contract=contract, reasons=reasons.strip(), before=before, after=after, proposed_by=by
    )
    record("propose_change", change, by=by, after_sha256=fingerprint(after))
    waiting.ask_to_answer(change)
    emails.queue_change_proposed(change)
    return change


@transaction.atomic
def accept_change(change: ContractChange, *, by: User) -> ContractChange:
    """The company agrees: the contract is as proposed, what was accepted before stays as it was.

    Raises TransitionRefused when something was accepted or rejected after the proposal, or when
    the budget no longer allows it.
    """
    phases.lock_exclusive(change.contract.decision.proposal.phase)
    contract = lock(change.contract)
    change = lock(change)
    ACCEPT_CHANGE.check(change, by=by)
    _require_running(contract)
    _require_still(contract, change)
    _write(contract, change)
    change.answered_by, change.answered_at = by, portal_now()
    ACCEPT_CHANGE.apply(
        change,
        by=by,
        update=["answered_by", "answered_at"],
        before_sha256=fingerprint(change.before),
        after_sha256=fingerprint(change.after),
    )
    waiting.settled(contract)
    _ask_anew(contract)
    change_papers.start(change, by=by)
    emails.queue_change_answered(change)
    return change


@transaction.atomic
def refuse_change(change: ContractChange, *, answer: str, by: User) -> ContractChange:
    """The company does not agree and says why: the contract stays as it is."""
    change = lock(change)
    REFUSE_CHANGE.check(change, by=by)
    if not answer.strip():
        raise TransitionRefused(_("Say why you refuse."), code="answer")
    change.answered_by, change.answered_at, change.answer = by, portal_now(), answer.strip()
    REFUSE_CHANGE.apply(change, by=by, update=["answered_by", "answered_at", "answer"])
    waiting.answered(change)
    emails.queue_change_answered(change)
    return change


@transaction.atomic
def withdraw_change(change: ContractChange, *, by: User) -> ContractChange:
    """The authority takes its proposal back."""
    change = lock(change)
    WITHDRAW_CHANGE.check(change, by=by)
    WITHDRAW_CHANGE.apply(change, by=by)
    waiting.answered(change)
    return change


def _require_running(contract: Contract) -> None:
    if contract.state != Contract.State.RUNNING:
        raise TransitionRefused(_("Only a contract that runs can be changed."), code="state")


def _require_still(contract: Contract, change: ContractChange) -> None:
    if as_agreed(contract) != change.before:
        raise TransitionRefused(
            _("The contract moved on after this proposal. Ask the authority for a new one."),
            code="stale",
        )
    wanted = merged_parts(contract, _wanted(change))
    value = Decimal(change.after["value_incl_vat"])
    ends_on = date.fromisoformat(change.after["ends_on"])
    proposed_on = change.proposed_at.astimezone(AMSTERDAM).date()
    if faults := faults_of(contract, value, ends_on, wanted, proposed_on):
        raise TransitionRefused("\n".join(faults), code="terms")


def _wanted(change: ContractChange) -> list[PartTerms]:
    known = {row["uuid"] for row in change.before["parts"]}
    return [
        PartTerms(
            row["uuid"] if row["uuid"] in known else "",
            row["title"],
            date.fromisoformat(row["due_on"]),
            row["percent"],
        )
        for row in change.after["parts"]
    ]


def _write(contract: Contract, change: ContractChange) -> None:
    parts = merged_parts(contract, _wanted(change))
    contract.value_incl_vat = Decimal(change.after["value_incl_vat"])
    contract.ends_on = date.fromisoformat(change.after["ends_on"])
    contract.save(update_fields=["value_incl_vat", "ends_on"])
    for part in parts:
        if part.pk is None:
            part.save()
        else:
            part.save(update_fields=["due_on", "instalment_percent"])


def _ask_anew(contract: Contract) -> None:
    """What is to be delivered now has its new day in the tasks of the company."""
    for part in contract.deliverables.filter(
        state__in=[Deliverable.State.DUE, Deliverable.State.RETURNED]
    ):
        if part.stage == 1 or has_gone_on(contract, part.stage - 1):
            contract_tasks.ask_to_deliver(part)
