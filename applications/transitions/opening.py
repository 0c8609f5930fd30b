"""The vault is opened by two people, after the deadline, at one moment (Directive annex IV, (e)).

The first hands the own share over, sealed to each of the other holders; the second opens the own
share and the one handed over. Both hold the exclusive lock on the phase while they act, so no
sending and no move of the deadline can be under way (REQ-18).
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from applications import closings, emails, permissions
from applications.amounts import parse_amount
from applications.closings import receipt_tree
from applications.cost_gaps import price_in
from applications.models import (
    Closing,
    Dossier,
    HandedShare,
    OpenedFile,
    OpenedProposal,
    Opening,
    Partner,
    Proposal,
    Submission,
)
from applications.payloads import Offer, context_of
from applications.pseudonyms import new_pseudonyms
from applications.selectors import standing_submissions
from applications.tasks_of_vault import ask_judges, vault_key
from applications.transitions.lapsing import lapse_unconfirmed
from applications.transitions.sending import erase_working_copy
from calls import phases
from calls.delegation.behalf import is_same_hand
from calls.models import KeyHolder, Phase
from calls.transitions import mark_opened
from calls.waiting import try_key
from portal.accounts import stepup
from portal.accounts.models import StepUp, User
from portal.audit.record import record
from portal.clock import portal_now
from portal.crypto.ceremony import (
    combine_phase_key,
    hand_over,
    receive_share,
    unlock_holder_key,
    unlock_share,
)
from portal.crypto.errors import CryptoError, WrongPassphrase
from portal.crypto.receipts import as_instant
from portal.crypto.sealing import open_offer
from portal.crypto.shares import Share
from portal.files import store
from portal.files.models import StoredFile
from portal.work.tasks_of import close_tasks
from portal.workflow import Transition, TransitionRefused, lock

State = Proposal.State
# Nobody opens in the very second of the deadline: a sending in time may still be committing. The
# lock on the phase waits for it; the minute makes that plain to people as well.
OPENING_GRACE = timedelta(minutes=1)
CONFIRM_WITHIN = timedelta(minutes=10)  # as in the anchor, TenderNed's vault (REQ-18)


def _checked_above(user: User, proposal: Proposal) -> bool:
    """Who may open was settled for the vault as a whole, before any offer is touched."""
    return True


OPEN = Transition("open", frozenset({State.SENT, State.DRAFT}), State.OPENED, _checked_above)


@transaction.atomic
def start_opening(phase: Phase, *, by: User, passphrase: str, proof: StepUp) -> Opening:
    """The first of two people begins; another holder confirms within ten minutes.

    Raises PermissionDenied for who holds no key, TransitionRefused for the rest (code `early`,
    `opened`, `started`, `passphrase`, `step_up`).
    """
    phase = phases.lock_exclusive(phase)
    holder = _require_holder(phase, by, proof)
    now = portal_now()
    _require_after_deadline(phase, now)
    opening = Opening.objects.select_for_update().filter(phase=phase).first()
    if opening and opening.opened_at:
        raise TransitionRefused(_("This vault is open already."), code="opened")
    if opening and opening.started_by_id != by.pk and now <= opening.started_at + CONFIRM_WITHIN:
        raise TransitionRefused(
            _("%(name)s has started the opening just now. Confirm it, instead of starting again.")
            % {"name": opening.started_by},
            code="started",
        )
    share = _own_share(phase, holder, by, passphrase)
    started = {"started_by": by, "started_at": now, "start_proof": proof}
    opening, _is_new = Opening.objects.update_or_create(phase=phase, defaults=started)
    _hand_over(opening, share, holder)
    record("start_opening", opening, by=by)
    emails.queue_confirm_opening(opening, _other_holders(phase, holder))
    return opening


@transaction.atomic
def confirm_opening(opening: Opening, *, by: User, passphrase: str, proof: StepUp) -> Opening:
    """The second person confirms: every offer that counts is opened, here and now, or none is.

    Raises as `start_opening` does, and with code `same_person`, `same_session` or `expired`.
    """
    phase = phases.lock_exclusive(opening.phase)
    opening = lock(opening)
    opening.phase = phase
    holder = _require_holder(phase, by, proof)
    now = portal_now()
    _require_after_deadline(phase, now)
    _require_second_person(opening, by, proof)
    if opening.opened_at:
        raise TransitionRefused(_("This vault is open already."), code="opened")
    if now > opening.started_at + CONFIRM_WITHIN:
        raise TransitionRefused(
            _("More than ten minutes went by since the start. Start again, both of you."),
            code="expired",
        )
    private_key = _phase_key(opening, holder, by, passphrase)
    closing = closings.close_vault(phase)
    _require_untouched(closing)
    lapse_unconfirmed(phase)
    count = _open_all(phase, private_key, by=by)
    opened_at = _close_the_record(opening, closing, by=by, proof=proof)
    mark_opened(phase, by=by)
    record(
        "confirm_opening",
        opening,
        by=by,
        offers=count,
        root=closing.root_sha256,
        opened_at=as_instant(opened_at),
    )
    close_tasks(vault_key(phase), prefix=True)
    close_tasks(try_key(phase), prefix=True)
    ask_judges(phase)
    emails.queue_opened(phase)
    return opening


def _require_holder(phase: Phase, by: User, proof: StepUp) -> KeyHolder:
    if not permissions.can_open_vault(by, phase):
        raise PermissionDenied("open_vault")
    stepup.check(proof, by)
    return KeyHolder.objects.get(call=phase.call, user=by)


def _require_after_deadline(phase: Phase, now: datetime) -> None:
    if phase.closes_at is None or now < phase.closes_at + OPENING_GRACE:
        raise TransitionRefused(
            _("The vault stays closed until one minute after the deadline."), code="early"
        )


def _require_second_person(opening: Opening, by: User, proof: StepUp) -> None:
    if is_same_hand(by, opening.started_by_id, opening.phase.call):
        raise TransitionRefused(
            _(
                "You started this opening yourself, or acted in the place of who did. Another "
                "holder of a key confirms it."
            ),
            code="same_person",
        )
    if proof.session_key == opening.start_proof.session_key:
        raise TransitionRefused(
            _("The start was made in this same session. Confirm from a session of your own."),
            code="same_session",
        )


def _unlock(by: User, passphrase: str) -> bytes:
    try:
        return unlock_holder_key(
            bytes(by.holder_key.protected_private_key), passphrase, holder=str(by.uuid)
        )
    except WrongPassphrase:
        raise TransitionRefused(
            _("This is not the passphrase of your vault key."), code="passphrase"
        ) from None


def _own_share(phase: Phase, holder: KeyHolder, by: User, passphrase: str) -> Share:
    sealed = phase.key_shares.get(holder=holder).sealed_share
    return unlock_share(
        bytes(sealed), _unlock(by, passphrase), phase=phase.audit_ref, holder=str(by.uuid)
    )


def _other_holders(phase: Phase, holder: KeyHolder) -> list[KeyHolder]:
    return list(
        KeyHolder.objects.filter(shares__phase=phase, confirmed_at__isnull=False)
        .exclude(pk=holder.pk)
        .select_related("user__holder_key")
    )


def _hand_over(opening: Opening, share: Share, holder: KeyHolder) -> None:
    opening.handed_shares.all().delete()
    HandedShare.objects.bulk_create(
        HandedShare(
            opening=opening,
            holder=other,
            sealed_share=hand_over(
                share,
                bytes(other.user.holder_key.public_key),
                phase=opening.phase.audit_ref,
                to=str(other.user.uuid),
            ),
        )
        for other in _other_holders(opening.phase, holder)
    )


def _phase_key(opening: Opening, holder: KeyHolder, by: User, passphrase: str) -> bytes:
    """The private key of the phase, in memory only, from two people's shares."""
    phase = opening.phase
    private = _unlock(by, passphrase)
    handed = opening.handed_shares.filter(holder=holder).first()
    if handed is None:
        raise TransitionRefused(
            _("The start was made before you held a key. Start again, both of you."), code="expired"
        )
    try:
        shares = [
            unlock_share(
                bytes(phase.key_shares.get(holder=holder).sealed_share),
                private,
                phase=phase.audit_ref,
                holder=str(by.uuid),
            ),
            receive_share(
                bytes(handed.sealed_share), private, phase=phase.audit_ref, holder=str(by.uuid)
            ),
        ]
        return combine_phase_key(
            shares,
            k=phase.key_threshold,
            commitment=bytes(phase.key_commitment or b""),
            public=bytes(phase.public_key or b""),
        )
    except CryptoError as error:
        raise TransitionRefused(
            _("These two shares do not open the vault. Ask the holder of the reserve share."),
            code="shares",
        ) from error


def _open_all(phase: Phase, private_key: bytes, *, by: User) -> int:
    """Open every offer that counts; return how many."""
    submissions = list(standing_submissions(phase))
    _name_dossiers(phase, [submission.proposal.dossier for submission in submissions])
    for submission in submissions:
        proposal = lock(submission.proposal)
        proposal.phase = phase
        payload = open_offer(
            bytes(submission.sealed_payload),
            bytes(submission.key_for_phase),
            phase_private_key=private_key,
            context=context_of(proposal, submission.number),
        )
        erase_working_copy(proposal)  # changes that were never sent go with the opening
        _write_readable(submission, Offer.from_bytes(payload))
        OPEN.check(proposal, by=by)
        OPEN.apply(proposal, by=by, number=submission.number)
    return len(submissions)


def _name_dossiers(phase: Phase, dossiers: Iterable[Dossier]) -> None:
    """Give a pseudonym to each dossier that has none yet; it keeps it through all phases."""
    unnamed = [dossier for dossier in dossiers if not dossier.pseudonym]
    taken = set(phase.call.dossiers.values_list("pseudonym", flat=True))
    for dossier, name in zip(unnamed, new_pseudonyms(len(unnamed), taken=taken), strict=True):
        dossier.pseudonym = name
        dossier.save(update_fields=["pseudonym"])


def _write_readable(submission: Submission, offer: Offer) -> None:
    """The rows that assessment needs: price, partners, answers, files."""
    costs = offer.sections.get("costs", {})
    price = price_in(submission.proposal.phase, costs)
    opened = OpenedProposal.objects.create(
        proposal=submission.proposal,
        submission=submission,
        title=_answer(offer, "title")[:200] or submission.proposal.dossier.reference,
        public_summary=_answer(offer, "public_summary"),
        answers=dict(offer.sections),
        price_excl_vat=price.excl_vat,
        vat_rate=price.vat_rate,
        price_incl_vat=price.incl_vat,
        rd_share=int(price.rd_share or 0),
    )
    Partner.objects.bulk_create(
        Partner(
            opened=opened,
            name=row.get("name", "")[:200],
            role=row.get("role", ""),
            country=row.get("country", ""),
            kvk=row.get("kvk", ""),
            share=parse_amount(row.get("share")) or 0,
        )
        for row in offer.sections.get("partners", {}).get("rows", [])
    )
    _open_files(opened, offer)


def _open_files(opened: OpenedProposal, offer: Offer) -> None:
    rows = StoredFile.objects.in_bulk([file.file_uuid for file in offer.files], field_name="uuid")
    by_uuid = {str(uuid): row for uuid, row in rows.items()}
    for file in offer.files:
        store.give_key(by_uuid[file.file_uuid], file.key, file.content_sha256)
        OpenedFile.objects.create(
            opened=opened,
            question=file.question,
            file=by_uuid[file.file_uuid],
            file_name=file.name[:160],
        )


def _answer(offer: Offer, question: str) -> str:
    """The answer to a question, in whichever section the form asks it."""
    for payload in offer.sections.values():
        if payload.get(question):
            return str(payload[question])
    return ""


def _require_untouched(closing: Closing) -> None:
    """What is opened is what was there at the closing: the published root hash says so."""
    if receipt_tree(closing).root.hex() != closing.root_sha256:
        raise TransitionRefused(
            _(
                "The receipts in the vault are not those of the closing: their hash differs from "
                "the one that was published. Nothing was opened. Ask the auditor to look into it."
            ),
            code="root",
        )


def _close_the_record(opening: Opening, closing: Closing, *, by: User, proof: StepUp) -> datetime:
    """Write who, when, and which closing it was; the handed shares are gone. Return when."""
    opened_at = portal_now()
    opening.confirmed_by, opening.confirm_proof = by, proof
    opening.opened_at, opening.root_sha256 = opened_at, closing.root_sha256
    opening.save(update_fields=["confirmed_by", "confirm_proof", "opened_at", "root_sha256"])
    opening.handed_shares.all().delete()
    return opened_at
