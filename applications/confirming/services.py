"""Telling offers of new terms, reading them, and confirming again what was sent."""

import hashlib
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from applications.confirming import emails, permissions, selectors
from applications.confirming.models import Confirmation, TermsNotice
from applications.models import Proposal, Submission
from applications.refusals.services import Move, refusals_kept
from applications.selectors import writers_of
from calls import phases
from calls.amendments.models import AmendedPhase
from calls.models import CallVersion
from portal.accounts.models import User
from portal.audit.record import record
from portal.clock import portal_now
from portal.crypto.canonical import canonical_json
from portal.work.models import Task
from portal.work.tasks_of import close_tasks, open_task
from portal.workflow import TransitionRefused, lock

State = Proposal.State


@transaction.atomic
def tell(proposal: Proposal, version: CallVersion) -> TermsNotice:
    """Tell one offer of one new version: a notice on its page, mails, and what waits on whom.

    Done again, it changes nothing.
    """
    notice, is_new = TermsNotice.objects.get_or_create(proposal=proposal, version=version)
    if not is_new:
        return notice
    _standing, to_confirm = selectors.confirm_state(proposal)
    emails.queue_terms_changed(
        notice,
        must_confirm=bool(to_confirm),
        send_anew=selectors.must_send_anew(to_confirm),
    )
    amendment = getattr(version, "amendment", None)
    if to_confirm:
        _ask(proposal, Task.Kind.CONFIRM_OFFER, confirm_key(proposal), due_at=_closes(proposal))
    if amendment is not None and amendment.asks_acknowledgement:
        _ask(proposal, Task.Kind.READ_AMENDMENT, read_key(notice), due_at=_closes(proposal))
    return notice


@transaction.atomic
def acknowledge(notice: TermsNotice, *, by: User) -> TermsNotice:
    """Somebody of the company has read what changed; said once, it counts for all of them."""
    notice = lock(notice)
    if not permissions.can_acknowledge(by, notice.proposal):
        raise PermissionDenied("acknowledge")
    if notice.read_at is None:
        notice.read_by, notice.read_at = by, portal_now()
        notice.save(update_fields=["read_by", "read_at"])
        record("acknowledge_terms", notice.proposal, by=by, version=notice.version.number)
    close_tasks(read_key(notice), prefix=True)
    return notice


def confirm(proposal: Proposal, *, by: User, declared: bool) -> list[Confirmation]:
    """Say that what was sent stands under the terms as they are now, before the deadline.

    Raises PermissionDenied for who may not sign, calls.phases.DeadlinePassed, or
    TransitionRefused: `state`, `nothing`, `form` when it has to be sent anew, `declaration`;
    each of these is a RefusedAttempt that the company can read back.
    """
    with refusals_kept(Move.CONFIRM, proposal, by=by, allowed=permissions.can_confirm):
        return _confirm_all(proposal, by=by, declared=declared)


@transaction.atomic
def _confirm_all(proposal: Proposal, *, by: User, declared: bool) -> list[Confirmation]:
    phase = phases.lock_shared(proposal.phase)
    proposal = lock(proposal)
    proposal.phase = phase
    if not permissions.can_confirm(by, proposal):
        raise PermissionDenied("confirm")
    if proposal.state not in {State.SENT, State.DRAFT}:
        raise TransitionRefused(_("This offer takes no part any more."), code="state")
    phases.require_open(phase, portal_now())
    standing, to_confirm = selectors.confirm_state(proposal)
    if standing is None or not to_confirm:
        raise TransitionRefused(_("There is nothing to confirm."), code="nothing")
    if selectors.must_send_anew(to_confirm):
        raise TransitionRefused(
            _("The form asks something else now, so the offer has to be sent anew."), code="form"
        )
    if not declared:
        raise TransitionRefused(_("Tick the declaration before you confirm."), code="declaration")
    confirmed = [_confirm(standing, row, by) for row in to_confirm]
    numbers = [row.amendment.number for row in to_confirm]
    record("confirm_offer", standing, by=by, amendments=numbers)
    close_tasks(confirm_key(proposal), prefix=True)
    emails.queue_confirmed(confirmed[-1])
    return confirmed


def confirm_key(proposal: Proposal) -> str:
    """What the keys of the tasks to confirm an offer begin with."""
    return f"confirm:{proposal.phase_id}:{proposal.pk}:"  # see calls.waiting.offers_keys


def read_key(notice: TermsNotice) -> str:
    """What the keys of the tasks to read new terms begin with."""
    return f"{reads_key(notice.proposal)}{notice.version_id}:"


def reads_key(proposal: Proposal) -> str:
    """What the keys of all tasks of an offer to read new terms begin with."""
    return f"read:{proposal.phase_id}:{proposal.pk}:"


def _confirm(submission: Submission, row: AmendedPhase, by: User) -> Confirmation:
    statement = statement_of(submission, row, by)
    confirmation = Confirmation.objects.create(
        submission=submission,
        amendment=row.amendment,
        by=by,
        statement=statement,
        statement_sha256=hashlib.sha256(canonical_json(statement)).hexdigest(),
    )
    confirmation.refresh_from_db(fields=["at"])  # the database's own stamp
    return confirmation


def statement_of(submission: Submission, row: AmendedPhase, by: User) -> dict[str, Any]:
    """What a signatory says by confirming: this sending, by hash, stands under these terms."""
    version = row.amendment.version
    return {
        "says": "this sending stands under these terms",
        "sending": submission.audit_ref,
        "manifest_sha256": submission.manifest_sha256,
        "amendment": row.amendment.number,
        "call_version": version.number if version else None,
        "call_version_sha256": version.sha256 if version else None,
        "by": str(by.uuid),
    }


def _ask(proposal: Proposal, kind: str, key: str, *, due_at: Any) -> None:
    url = reverse("applications:offer", args=[proposal.dossier.reference, proposal.phase.code])
    for writer in writers_of(proposal):
        open_task(
            kind,
            writer,
            subject=f"{proposal.phase} ({proposal.dossier.reference})",
            url=url,
            key=f"{key}{writer.pk}",
            due_at=due_at,
        )


def _closes(proposal: Proposal) -> Any:
    return proposal.phase.closes_at
