"""Lapsing at the deadline, and going on when an outage moved it.

All of it holds the lock on the phase: what lapses, lapsed before the opening or in it, and what
goes on does so while the phase is open.
"""

from django.db import transaction

from applications import emails
from applications.confirming import emails as confirming_emails
from applications.confirming.selectors import lapsing_in, unconfirmed
from applications.confirming.services import confirm_key, reads_key
from applications.models import Proposal, Submission
from applications.selectors import standing_submission
from applications.services import finish_key, open_finish_tasks
from applications.tasks_of_vault import vault_key
from calls import phases
from calls.models import Phase
from portal.accounts.models import User
from portal.audit.record import record
from portal.clock import portal_now
from portal.work.tasks_of import close_tasks
from portal.workflow import Transition, lock

State = Proposal.State


def _system(user: User, proposal: Proposal) -> bool:
    return user.is_system


LAPSE = Transition("lapse", frozenset({State.DRAFT}), State.LAPSED, _system)
# Also a draft over a sending: what was not confirmed counts no more, and the draft was not sent.
LAPSE_UNCONFIRMED = Transition(
    "lapse_unconfirmed", frozenset({State.SENT, State.DRAFT}), State.LAPSED, _system
)
REVIVE_DRAFT = Transition("revive", frozenset({State.LAPSED}), State.DRAFT, _system)
REVIVE_SENT = Transition("revive", frozenset({State.LAPSED}), State.SENT, _system)


@transaction.atomic
def lapse(proposal: Proposal) -> bool:
    """The deadline passed over a draft of which nothing was sent. Returns whether it lapsed.

    The draft is kept: its company can read it. A draft over a sending that stands does not
    lapse, because that sending counts.
    """
    by = User.objects.system("deadline")
    phase = phases.lock_shared(proposal.phase)
    proposal = lock(proposal)
    proposal.phase = phase
    if not _is_over(phase) or proposal.state != State.DRAFT or _standing(proposal):
        return False
    LAPSE.check(proposal, by=by)
    LAPSE.apply(proposal, by=by)
    _close_tasks(proposal)
    emails.queue_lapsed(proposal)
    return True


@transaction.atomic
def lapse_unconfirmed(phase: Phase) -> int:
    """The deadline passed: what was not confirmed under an amendment counts no more.

    The opening calls this under the exclusive lock as well, so that it waits for no sweep.
    Returns how many lapsed.
    """
    if not lapsing_in(phase):
        return 0  # most phases: no lock for nothing
    by = User.objects.system("deadline")
    phase = phases.lock_exclusive(phase)
    if not _is_over(phase) or phase.state not in phases.UNOPENED:
        return 0
    found = unconfirmed(phase)
    for submission in found:
        proposal = lock(submission.proposal)
        proposal.phase = phase
        LAPSE_UNCONFIRMED.check(proposal, by=by)
        LAPSE_UNCONFIRMED.apply(proposal, by=by, number=submission.number)
        _close_tasks(proposal)
        confirming_emails.queue_unconfirmed(submission)
    return len(found)


@transaction.atomic
def revive(proposal: Proposal) -> bool:
    """An outage moved the deadline: what had lapsed goes on as it was. Returns whether it did."""
    by = User.objects.system("deadline")
    phase = phases.lock_shared(proposal.phase)
    proposal = lock(proposal)
    proposal.phase = phase
    if proposal.state != State.LAPSED or not phases.is_open(phase, portal_now()):
        return False
    was_sent = _standing(proposal) is not None and not proposal.sections.exists()
    move = REVIVE_SENT if was_sent else REVIVE_DRAFT
    move.check(proposal, by=by)
    move.apply(proposal, by=by)
    if proposal.state == State.DRAFT:
        open_finish_tasks(proposal)
    return True


def forget_to_open(phase: Phase) -> None:
    """The phase is open again, so nobody has to open its vault yet."""
    if close_tasks(vault_key(phase), prefix=True):
        record("vault_waits", phase, by=User.objects.system("deadline"))


def _is_over(phase: Phase) -> bool:
    return phase.closes_at is not None and portal_now() >= phase.closes_at


def _standing(proposal: Proposal) -> Submission | None:
    return standing_submission(proposal, even_lapsed=True)


def _close_tasks(proposal: Proposal) -> None:
    for key in (finish_key(proposal), confirm_key(proposal), reads_key(proposal)):
        close_tasks(key, prefix=True)
