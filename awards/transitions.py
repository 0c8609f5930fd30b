"""Every change of a decision set's, a contract's and a deliverable's state."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from applications import transitions as offers
from awards import checks, emails, permissions, services, waiting
from awards.contracting import emails as contract_mails
from awards.contracting import papers, payments, signing
from awards.contracting import waiting as contract_tasks
from awards.contracting.models import NoInvitation, Signature
from awards.fingerprints import set_sha256
from awards.holds import waiting as terms
from awards.letters import LETTERS
from awards.models import Contract, Decision, DecisionSet, Deliverable
from awards.partnership import waiting as stage_tasks
from awards.partnership.selectors import has_gone_on, stage_to_decide
from awards.revisions import waiting as changes
from awards.selectors import next_invited_phase, owed_parts
from awards.standstill import require_ended
from calls import phases
from calls import transitions as call_moves
from calls.models import Phase
from portal.accounts import stepup
from portal.accounts.models import StepUp, User
from portal.clock import portal_now
from portal.files import store
from portal.files.models import StoredFile
from portal.files.uploads import EncryptedUpload
from portal.look.wording import AMSTERDAM
from portal.work.jobs import start_job
from portal.workflow import Transition, TransitionRefused, lock

SetState, ContractState, PartState = DecisionSet.State, Contract.State, Deliverable.State

APPROVE = Transition(
    "approve_decision", frozenset({SetState.PROPOSED}), SetState.APPROVED, permissions.can_approve
)
RELEASE = Transition(
    "release_decision", frozenset({SetState.APPROVED}), SetState.RELEASED, permissions.can_release
)
SIGN = Transition(
    "sign_contract", frozenset({ContractState.OFFERED}), ContractState.SIGNED, permissions.can_sign
)
COUNTERSIGN = Transition(
    "countersign_contract",
    frozenset({ContractState.SIGNED}),
    ContractState.RUNNING,
    permissions.can_countersign,
)
COMPLETE = Transition(
    "complete_contract",
    frozenset({ContractState.RUNNING}),
    ContractState.DELIVERED,
    permissions.can_countersign,
)
END_CONTRACT = Transition(
    "end_contract",
    frozenset({ContractState.OFFERED, ContractState.SIGNED, ContractState.RUNNING}),
    ContractState.ENDED_EARLY,
    permissions.can_end_contract,
)
DELIVER = Transition(
    "deliver",
    frozenset({PartState.DUE, PartState.RETURNED}),
    PartState.DELIVERED,
    permissions.can_deliver,
)
ACCEPT = Transition(
    "accept_deliverable",
    frozenset({PartState.DELIVERED}),
    PartState.ACCEPTED,
    permissions.can_judge,
)
RETURN = Transition(
    "return_deliverable",
    frozenset({PartState.DELIVERED}),
    PartState.RETURNED,
    permissions.can_judge,
)
REJECT = Transition(
    "reject_deliverable",
    frozenset({PartState.DELIVERED}),
    PartState.REJECTED,
    permissions.can_judge,
)


@transaction.atomic
def approve(
    decision_set: DecisionSet, *, by: User, proof: StepUp, seen_sha256: str | None = None
) -> DecisionSet:
    """Approve all decisions of a phase as another officer proposed them; letters are made next.

    `seen_sha256` is the hash of what the approver read: when it has changed since, the approval
    is refused. Raises PermissionDenied for the proposer and for committee members,
    TransitionRefused with the list of what is missing.
    """
    phase = phases.lock_exclusive(decision_set.phase)
    decision_set = lock(decision_set)
    APPROVE.check(decision_set, by=by)
    stepup.check(proof, by)
    sha256 = set_sha256(decision_set)
    if seen_sha256 is not None and seen_sha256 != sha256:
        raise TransitionRefused(
            _("The decisions were changed after you opened this page. Read them again."),
            code="stale",
        )
    _require_none(checks.approval_gaps(decision_set))
    decision_set.approved_by, decision_set.approved_at = by, portal_now()
    decision_set.approval_proof, decision_set.sha256 = proof, sha256
    APPROVE.apply(
        decision_set,
        by=by,
        update=["approved_by", "approved_at", "approval_proof", "sha256"],
        sha256=sha256,
    )
    call_moves.mark_decided(phase, by=by)
    keys = [str(pk) for pk in decision_set.decisions.values_list("pk", flat=True)]
    start_job(LETTERS, decision_set.pk, keys, by=by)
    waiting.ask_to_release(decision_set)
    return decision_set


@transaction.atomic
def release(decision_set: DecisionSet, *, by: User, proof: StepUp) -> DecisionSet:
    """Tell every applicant, once: letters become readable, mails go out, contracts are offered.

    What an award gives is what the phase states: a contract, or a place in the next phase.

    Raises PermissionDenied for who approved (nobody releases alone), TransitionRefused while a
    letter is missing or an applicant cannot be reached.
    """
    phase = phases.lock_exclusive(decision_set.phase)
    decision_set = lock(decision_set)
    RELEASE.check(decision_set, by=by)
    stepup.check(proof, by)
    _require_none(checks.release_gaps(decision_set))
    decision_set.released_by, decision_set.released_at = by, portal_now()
    decision_set.release_proof = proof
    RELEASE.apply(
        decision_set,
        by=by,
        update=["released_by", "released_at", "release_proof"],
        sha256=decision_set.sha256,
    )
    decisions = list(
        decision_set.decisions.select_related(
            "proposal__dossier__lead", "proposal__phase__call", "letter"
        )
    )
    for decision in decisions:
        offers.mark_decided(decision.proposal, by=by)
        emails.queue_letter(decision.letter)
    awarded = [each for each in decisions if each.outcome == Decision.Outcome.AWARD]
    for decision in awarded:
        services.give(decision, by=by)
        changes.ask_to_see(decision)
    if awarded and phase.gives_contracts:
        contract_tasks.ask_for_terms(phase)
        papers.start(phase, by=by)
    phase = call_moves.mark_informed(phase, by=by)
    if not awarded or not phase.gives_contracts:
        call_moves.complete_phase(phase, by=by)
    waiting.released(decision_set)
    terms.standstill_began(decision_set)
    return decision_set


@transaction.atomic
def sign_contract(
    contract: Contract,
    *,
    by: User,
    copy: EncryptedUpload | None = None,
    seen_sha256: str | None = None,
) -> Contract:
    """The company's signatory agrees to exactly the PDF of the contract; not in the standstill.

    `copy` is that PDF signed on paper; `seen_sha256` is the hash of the one that was read.
    """
    phases.lock_shared(contract.decision.proposal.phase)  # its text does not change meanwhile
    contract = lock(contract)
    SIGN.check(contract, by=by)
    require_ended(contract)
    _require_register_number(contract)
    paper = signing.require_paper(contract, seen_sha256)
    contract.signed_by_company, contract.signed_by_company_at = by, portal_now()
    SIGN.apply(
        contract,
        by=by,
        update=["signed_by_company", "signed_by_company_at"],
        **signing.told(paper, copy),
    )
    signing.put(contract, Signature.Side.COMPANY, paper, copy=copy, by=by)
    waiting.ask_officers_to_sign(contract)
    terms.signed(contract)
    return contract


@transaction.atomic
def countersign(
    contract: Contract,
    *,
    by: User,
    copy: EncryptedUpload | None = None,
    seen_sha256: str | None = None,
) -> Contract:
    """An officer signs the same PDF for the authority: the contract runs from today."""
    phase = phases.lock_exclusive(contract.decision.proposal.phase)
    contract = lock(contract)
    COUNTERSIGN.check(contract, by=by)
    require_ended(contract)
    paper = signing.require_paper(contract, seen_sha256)
    now = portal_now()
    contract.signed_by_authority, contract.signed_by_authority_at = by, now
    contract.starts_on = now.astimezone(AMSTERDAM).date()
    COUNTERSIGN.apply(
        contract,
        by=by,
        update=["signed_by_authority", "signed_by_authority_at", "starts_on"],
        **signing.told(paper, copy),
    )
    signing.put(contract, Signature.Side.AUTHORITY, paper, copy=copy, by=by)
    if phase.state == Phase.State.INFORMED:
        call_moves.start_running(phase, by=by)
    waiting.signed_by_both(contract)
    terms.signed(contract)
    emails.queue_contract_running(contract)
    return contract


@transaction.atomic
def deliver(
    deliverable: Deliverable, *, upload: EncryptedUpload | bytes, file_name: str, by: User
) -> Deliverable:
    """The company hands in a file for what it owes; bytes are taken as a PDF."""
    contract = lock(deliverable.contract)
    deliverable = lock(deliverable)
    DELIVER.check(deliverable, by=by)
    if contract.state != ContractState.RUNNING:
        raise TransitionRefused(_("This can be delivered while the contract runs."))
    if deliverable.stage > 1 and not has_gone_on(contract, deliverable.stage - 1):
        raise TransitionRefused(
            _("First the authority decides to go on after stage %(stage)s.")
            % {"stage": deliverable.stage - 1},
            code="stage",
        )
    deliverable.file = _stored(upload, by)
    deliverable.file_name, deliverable.delivered_at = store.safe_name(file_name), portal_now()
    DELIVER.apply(
        deliverable,
        by=by,
        update=["file", "file_name", "delivered_at"],
        file_sha256=deliverable.file.sha256,
    )
    waiting.ask_to_judge(deliverable)
    return deliverable


@transaction.atomic
def accept(deliverable: Deliverable, *, by: User, remarks: str = "") -> Deliverable:
    """Accept what was delivered; the instalment can be paid.

    The last one completes the contract and invites its company, and no other, to the next phase.
    """
    phase = phases.lock_exclusive(deliverable.contract.decision.proposal.phase)
    contract = lock(deliverable.contract)
    deliverable = _judge(ACCEPT, deliverable, by=by, remarks=remarks)
    waiting.judged(deliverable)
    payments.owe(deliverable)
    if not owed_parts(contract).exists():
        COMPLETE.check(contract, by=by)
        COMPLETE.apply(contract, by=by)
        _go_on(contract, phase, by=by)
    elif stage := stage_to_decide(contract):
        stage_tasks.ask_to_decide(contract, stage.number)
    return deliverable


@transaction.atomic
def return_(deliverable: Deliverable, *, by: User, remarks: str) -> Deliverable:
    """Send it back to be completed; the remarks say what is missing."""
    if not remarks.strip():
        raise TransitionRefused(_("Say what is missing, so that the company can complete it."))
    lock(deliverable.contract)
    deliverable = _judge(RETURN, deliverable, by=by, remarks=remarks)
    waiting.ask_to_deliver(deliverable)
    return deliverable


@transaction.atomic
def reject(deliverable: Deliverable, *, by: User, remarks: str) -> Deliverable:
    """It is not what was agreed, and this is final: the contract is changed or ended.

    Nothing is paid for it. Raises TransitionRefused without reasons.
    """
    if not remarks.strip():
        raise TransitionRefused(_("State the reasons: the company reads them."), code="reasons")
    contract = lock(deliverable.contract)
    deliverable = _judge(REJECT, deliverable, by=by, remarks=remarks)
    waiting.judged(deliverable)
    contract_tasks.ask_to_settle(deliverable)
    if stage := stage_to_decide(contract):
        stage_tasks.ask_to_decide(contract, stage.number)
    return deliverable


def _judge(move: Transition, deliverable: Deliverable, *, by: User, remarks: str) -> Deliverable:
    deliverable = lock(deliverable)
    move.check(deliverable, by=by)
    deliverable.judged_by, deliverable.judged_at = by, portal_now()
    deliverable.remarks = remarks.strip()
    move.apply(deliverable, by=by, update=["judged_by", "judged_at", "remarks"])
    emails.queue_judged(deliverable)
    return deliverable


def _go_on(contract: Contract, phase: Phase, *, by: User) -> None:
    """After a delivered contract: the invitation, and the end of the phase with its last one."""
    following = next_invited_phase(phase)
    held = NoInvitation.objects.filter(contract=contract).first()
    if held is not None:
        contract_mails.queue_not_invited(held)
    elif following is not None:
        services.invite(contract.decision.proposal.dossier, following, by=by)
    complete_when_done(phase, by=by)


def end_early(contract: Contract, *, by: User, **why: Any) -> Contract:
    """The one way in which a contract ends early; the decision to do so has locked it."""
    END_CONTRACT.check(contract, by=by)
    END_CONTRACT.apply(contract, by=by, **why)
    waiting.ended(contract)
    contract_tasks.settled(contract)
    terms.signed(contract)
    return contract


def complete_when_done(phase: Phase, *, by: User) -> None:
    """The end of a phase, with the last of its contracts delivered or ended."""
    unfinished = Contract.objects.filter(decision__proposal__phase=phase).exclude(
        state__in=[ContractState.DELIVERED, ContractState.ENDED_EARLY]
    )
    if not unfinished.exists():
        call_moves.complete_phase(phase, by=by)


def _require_register_number(contract: Contract) -> None:
    """A Dutch company signs once its number in the trade register is known (REQ-11)."""
    company = contract.decision.proposal.dossier.lead
    if company.country == "NL" and not company.kvk:
        raise TransitionRefused(
            _("%(company)s has no KvK number here yet. Add it to the data of the company first.")
            % {"company": company},
            code="register_number",
        )


def _stored(upload: EncryptedUpload | bytes, by: User) -> StoredFile:
    if isinstance(upload, bytes):
        return store.save_bytes(upload, "application/pdf", by=by)
    return store.save_upload(upload, by=by)


def _require_none(gaps: list[str]) -> None:
    if gaps:
        raise TransitionRefused("\n".join(gaps), code="incomplete")
