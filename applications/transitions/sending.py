"""Sending, changing, taking back, beginning again, and the deadline that passes.

Locks are taken in the order phase (shared), proposal. The database stamps the time of receipt and
compares it once more, under the same lock on the phase (applications/migrations/0002).
"""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from django.db import transaction
from django.utils.translation import gettext as _

from applications import emails, permissions
from applications.accompanying import (
    AUTHORISATION,
    accompanying,
    is_accompanying,
    mandate_in_use,
)
from applications.asking import answers_to_send, asked_in
from applications.completeness import completeness_of
from applications.confidentiality import marks_in
from applications.confirming.services import confirm_key, reads_key
from applications.exporting.services import drop_copy
from applications.gaps import Gap
from applications.models import (
    Attachment,
    Proposal,
    Submission,
    SubmissionFile,
    Withdrawal,
)
from applications.partnering.sealing import cards_to_seal, restore_cards
from applications.payloads import Offer, SealedFile, context_of, manifest_of
from applications.refusals.services import Move, refusals_kept
from applications.reopening import reopen
from applications.services import detach, finish_key, open_finish_tasks
from applications.vanished import asked_only
from applications.working_copy import (
    Payload,
    close_name,
    close_section,
    open_name,
    read_files,
    read_sections,
)
from applications.writing.services import erase_beside
from calls import phases
from calls.models import CallVersion
from portal.accounts.models import User
from portal.clock import portal_now
from portal.crypto.receipts import as_instant, manifest_sha256, new_salt_root
from portal.crypto.sealing import seal_offer
from portal.files import store
from portal.files.models import StoredFile
from portal.team.models import Mandate
from portal.work.jobs import start_job
from portal.work.tasks_of import close_tasks
from portal.workflow import Transition, TransitionRefused, lock

State = Proposal.State
Payloads = dict[str, Payload]
RECEIPT_JOB = "applications.receipt"


SUBMIT = Transition("submit", frozenset({State.DRAFT}), State.SENT, permissions.can_submit)
WITHDRAW = Transition(
    "withdraw", frozenset({State.SENT}), State.WITHDRAWN, permissions.can_withdraw
)
# A changed draft stays a draft when the sending under it is taken back: its text is not lost.
WITHDRAW_SENT = Transition(
    "withdraw", frozenset({State.DRAFT}), State.DRAFT, permissions.can_withdraw
)
CHANGE = Transition(
    "change", frozenset({State.SENT, State.WITHDRAWN}), State.DRAFT, permissions.can_edit
)
BEGIN_AGAIN = Transition(
    "begin_again", frozenset({State.WITHDRAWN}), State.DRAFT, permissions.can_edit
)


class Incomplete(TransitionRefused):
    """The offer cannot be sent yet; `gaps` says why."""

    def __init__(self, gaps: list[Gap]) -> None:
        super().__init__(
            " ".join([_("The offer is not complete yet."), *(gap.message for gap in gaps)]),
            code="incomplete",
        )
        self.gaps = gaps


@dataclass(frozen=True)
class Sent:
    """What sending gives: the sealed row, and the change code, which is shown once and not kept."""

    submission: Submission
    change_code: str = field(repr=False)


def submit(proposal: Proposal, *, by: User, declared: bool) -> Sent:
    """Seal the working copy and hand it in; from here on the portal cannot read it.

    Raises PermissionDenied, Incomplete, calls.phases.DeadlinePassed, or another TransitionRefused.
    Each refusal but the first is a RefusedAttempt that the company can read back; so it is with
    the other moves below.
    """
    with refusals_kept(Move.SUBMIT, proposal, by=by, allowed=permissions.can_submit):
        return _submit(proposal, by=by, declared=declared)


@transaction.atomic
def _submit(proposal: Proposal, *, by: User, declared: bool) -> Sent:
    phase = phases.lock_shared(proposal.phase)
    proposal = lock(proposal, "dossier__lead")
    proposal.phase = phase
    SUBMIT.check(proposal, by=by)
    phases.require_open(phase, portal_now())
    sections = read_sections(proposal)
    if gaps := [gap for gap in completeness_of(proposal, sections) if gap.blocks]:
        raise Incomplete(gaps)
    if not declared:
        raise TransitionRefused(_("Confirm the declaration before you send."), code="declaration")
    payloads = {code: section.payload for code, section in sections.items()}
    sent = _seal(proposal, payloads, by=by)
    SUBMIT.apply(
        proposal,
        by=by,
        phase=phase.audit_ref,
        number=sent.submission.number,
        manifest_sha256=sent.submission.manifest_sha256,
        received_at=as_instant(sent.submission.received_at),
    )
    _nothing_waits(proposal)
    start_job(RECEIPT_JOB, sent.submission.pk, ["receipt"], by=by)
    return sent


def _nothing_waits(proposal: Proposal) -> None:
    """What was sent now answers the terms as they are: nothing is left to finish or to confirm."""
    close_tasks(finish_key(proposal), confirm_key(proposal), reads_key(proposal), prefix=True)


def _seal(proposal: Proposal, payloads: Payloads, *, by: User) -> Sent:
    """Write the sealed row, then erase everything that could be read."""
    attachments = _files_to_send(proposal, payloads)
    mandate = mandate_in_use(proposal.dossier.lead, by)
    offer = _offer_of(proposal, payloads, attachments, mandate)
    last = proposal.submissions.order_by("-number").values_list("number", flat=True).first()
    number = (last or 0) + 1
    if proposal.phase.public_key is None:
        raise TransitionRefused(_("This phase cannot receive offers: its vault has no key."))
    version = CallVersion.objects.filter(call=proposal.phase.call_id).latest("number")
    sealed = seal_offer(
        offer.to_bytes(),
        phase_public_key=bytes(proposal.phase.public_key),
        context=context_of(proposal, number),
    )
    contents = manifest_of(
        proposal,
        offer,
        number=number,
        version=version,
        stored={str(file.uuid): file for _question, file in _files(attachments, mandate)},
        sealed_sha256=hashlib.sha256(sealed.ciphertext).hexdigest(),
    )
    submission = Submission.objects.create(  # comes back with the database's own stamp
        proposal=proposal,
        phase=proposal.phase,
        number=number,
        call_version=version,
        sealed_payload=sealed.ciphertext,
        key_for_phase=sealed.key_for_phase,
        key_for_company=sealed.key_for_company,
        manifest=contents,
        manifest_sha256=manifest_sha256(contents),
        sent_by=by,
    )
    SubmissionFile.objects.bulk_create(
        SubmissionFile(submission=submission, question=question, file=file)
        for question, file in _files(attachments, mandate)
    )
    erase_working_copy(proposal)
    return Sent(submission, sealed.change_code)


def _files_to_send(proposal: Proposal, payloads: Payloads) -> list[Attachment]:
    """A file in the place of a question that is not asked, or not any more, is not kept either."""
    asked = asked_in(proposal.phase, payloads)
    found = read_files(proposal)
    for attachment in found:
        if attachment.question not in asked:
            detach(proposal, attachment.question)
    return [attachment for attachment in found if attachment.question in asked]


def _files(
    attachments: Iterable[Attachment], mandate: Mandate | None
) -> Iterator[tuple[str, StoredFile]]:
    """What is frozen into a sending: the files of its questions, and an authorisation."""
    yield from ((each.question, each.file) for each in attachments)
    if mandate is not None:
        yield AUTHORISATION, mandate.file


def _offer_of(
    proposal: Proposal,
    payloads: Payloads,
    attachments: list[Attachment],
    mandate: Mandate | None,
) -> Offer:
    answers = answers_to_send(proposal.phase, asked_only(proposal.phase, payloads))
    names = {each.question: open_name(proposal, each) for each in attachments}
    if mandate is not None:
        names[AUTHORISATION] = mandate.file_name
    return Offer(
        sections={
            **answers,
            **marks_in(payloads),
            **accompanying(proposal.dossier.lead, mandate),
            **cards_to_seal(proposal),
        },
        files=tuple(
            SealedFile(
                question=question,
                file_uuid=str(file.uuid),
                name=names[question],
                key=store.file_key_of(file),
                content_sha256=store.content_sha256_of(file),
            )
            for question, file in _files(attachments, mandate)
        ),
        salt_root=new_salt_root(),
    )


def erase_working_copy(proposal: Proposal) -> None:
    """Remove sections and file places; a file that was sealed keeps its bytes and loses its key."""
    store.drop_keys(proposal.attachments.values("file"))
    proposal.attachments.all().delete()
    proposal.sections.all().delete()
    proposal.partner_cards.all().delete()
    drop_copy(proposal)
    erase_beside(proposal)


def withdraw(proposal: Proposal, *, by: User) -> Proposal:
    """Take back every sending of an offer, before the deadline; they stay on record."""
    with refusals_kept(Move.WITHDRAW, proposal, by=by, allowed=permissions.can_withdraw):
        return _withdraw(proposal, by=by)


@transaction.atomic
def _withdraw(proposal: Proposal, *, by: User) -> Proposal:
    phase = phases.lock_shared(proposal.phase)
    proposal = lock(proposal)
    proposal.phase = phase
    move = WITHDRAW_SENT if proposal.state == State.DRAFT else WITHDRAW
    move.check(proposal, by=by)
    phases.require_open(phase, portal_now())
    standing = list(proposal.submissions.filter(withdrawal=None))
    if not standing:
        raise TransitionRefused(_("This offer was not sent, so there is nothing to take back."))
    # One by one: the database stamps and checks each.
    taken_back = [Withdrawal.objects.create(submission=sent, by=by) for sent in standing]
    move.apply(proposal, by=by, numbers=[sent.number for sent in standing])
    close_tasks(confirm_key(proposal), prefix=True)
    emails.queue_withdrawn(proposal, taken_back[-1], by=by)
    return proposal


def change(proposal: Proposal, *, code: str, by: User) -> Proposal:
    """Open the last sending with the company's change code and make it the draft again.

    What was sent stands and counts until it is replaced or withdrawn. Raises TransitionRefused
    with code `change_code` when the code is misspelt or another's.
    """
    with refusals_kept(Move.CHANGE, proposal, by=by, allowed=permissions.can_edit):
        return _change(proposal, code=code, by=by)


@transaction.atomic
def _change(proposal: Proposal, *, code: str, by: User) -> Proposal:
    phase = phases.lock_shared(proposal.phase)
    proposal = lock(proposal)
    proposal.phase = phase
    CHANGE.check(proposal, by=by)
    phases.require_open(phase, portal_now())
    last = proposal.submissions.latest("number")
    offer = reopen(proposal, last, code)
    _restore(proposal, offer, by=by)
    CHANGE.apply(proposal, by=by, number=last.number)
    open_finish_tasks(proposal)
    return proposal


def _restore(proposal: Proposal, offer: Offer, *, by: User) -> None:
    """Write the working copy back from an offer that its company opened."""
    erase_working_copy(proposal)
    for code, payload in offer.sections.items():
        if not is_accompanying(code):  # what goes along is looked up anew when it is sent again
            proposal.sections.create(
                code=code, payload=close_section(proposal, code, payload), version=1, saved_by=by
            )
    restore_cards(proposal, offer.sections)
    stored = StoredFile.objects.in_bulk([file.file_uuid for file in offer.files], field_name="uuid")
    by_uuid = {str(uuid): file for uuid, file in stored.items()}
    for file in offer.files:
        if is_accompanying(file.question):
            continue
        row = by_uuid[file.file_uuid]
        store.give_key(row, file.key, file.content_sha256)
        proposal.attachments.create(
            question=file.question,
            file=row,
            file_name=close_name(proposal, file.question, file.name),
        )


def begin_again(proposal: Proposal, *, by: User) -> Proposal:
    """Go on after a withdrawal without the change code, with an empty draft."""
    with refusals_kept(Move.BEGIN_AGAIN, proposal, by=by, allowed=permissions.can_edit):
        return _begin_again(proposal, by=by)


@transaction.atomic
def _begin_again(proposal: Proposal, *, by: User) -> Proposal:
    phase = phases.lock_shared(proposal.phase)
    proposal = lock(proposal)
    proposal.phase = phase
    BEGIN_AGAIN.check(proposal, by=by)
    phases.require_open(phase, portal_now())
    BEGIN_AGAIN.apply(proposal, by=by)
    open_finish_tasks(proposal)
    return proposal
