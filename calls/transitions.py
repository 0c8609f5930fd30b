"""Every change of state of a call and of its phases: one table, one function per arrow."""

from collections.abc import Iterable
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from calls import emails, involved, permissions, phases, versions, waiting
from calls.checklist import gaps_of
from calls.clarification import waiting as questions
from calls.models import Call, CallVersion, Phase
from portal.accounts.models import User
from portal.audit.record import record
from portal.clock import portal_now
from portal.workflow import Transition, TransitionRefused, lock

State = Call.State
PhaseState = Phase.State

SUBMIT_FOR_REVIEW = Transition(
    "submit_for_review",
    frozenset({State.DRAFT}),
    State.IN_REVIEW,
    permissions.can_submit_for_review,
)
RETURN_TO_AUTHOR = Transition(
    "return_to_author",
    frozenset({State.IN_REVIEW}),
    State.DRAFT,
    permissions.can_return_to_author,
)
PUBLISH = Transition(
    "publish", frozenset({State.IN_REVIEW}), State.PUBLISHED, permissions.can_publish
)
CANCEL = Transition(
    "cancel",
    frozenset({State.DRAFT, State.IN_REVIEW, State.PUBLISHED}),
    State.CANCELLED,
    permissions.can_cancel,
)
COMPLETE = Transition(
    "complete", frozenset({State.PUBLISHED}), State.COMPLETED, permissions.can_complete
)


def _phase_move(name: str, sources: Iterable[str], target: str) -> Transition:
    return Transition(name, frozenset(sources), target, permissions.checked_above)


WRITE_OPEN = _phase_move("write_open", {PhaseState.PLANNED}, PhaseState.OPEN)
REOPEN = _phase_move("reopen", {PhaseState.CLOSED}, PhaseState.OPEN)
WRITE_CLOSED = _phase_move("write_closed", {PhaseState.PLANNED, PhaseState.OPEN}, PhaseState.CLOSED)
MARK_OPENED = _phase_move("mark_opened", phases.UNOPENED, PhaseState.OPENED)
START_ASSESSING = _phase_move("start_assessing", {PhaseState.OPENED}, PhaseState.ASSESSING)
MARK_ADVISED = _phase_move("mark_advised", {PhaseState.ASSESSING}, PhaseState.ADVISED)
MARK_DECIDED = _phase_move("mark_decided", {PhaseState.ADVISED}, PhaseState.DECIDED)
# Where nobody scores, the officers decide on what is admissible, without an advice.
MARK_ROUND_DECIDED = _phase_move("mark_decided", {PhaseState.OPENED}, PhaseState.DECIDED)
MARK_INFORMED = _phase_move("mark_informed", {PhaseState.DECIDED}, PhaseState.INFORMED)
START_RUNNING = _phase_move("start_running", {PhaseState.INFORMED}, PhaseState.RUNNING)
COMPLETE_PHASE = _phase_move(
    "complete_phase", {PhaseState.INFORMED, PhaseState.RUNNING}, PhaseState.COMPLETED
)
GO_ON_AFTER_ALL = _phase_move("go_on_after_all", {PhaseState.COMPLETED}, PhaseState.INFORMED)


@transaction.atomic
def submit_for_review(call: Call, *, by: User) -> Call:
    """Ask a second officer to approve. Raises TransitionRefused with everything that is missing."""
    call = lock(call)
    SUBMIT_FOR_REVIEW.check(call, by=by)
    _require_complete(call)
    call.review_remarks = ""
    SUBMIT_FOR_REVIEW.apply(call, by=by, update=["review_remarks"])
    waiting.ask_to_approve(call)
    return call


@transaction.atomic
def return_to_author(call: Call, *, by: User, remarks: str) -> Call:
    """Give the call back to be changed, with a word on why."""
    call = lock(call)
    RETURN_TO_AUTHOR.check(call, by=by)
    if not remarks.strip():
        raise TransitionRefused(_("Say what should be changed, so that the author knows."))
    call.review_remarks = remarks.strip()
    RETURN_TO_AUTHOR.apply(call, by=by, update=["review_remarks"])
    waiting.approval_done(call)
    emails.queue_returned(call, remarks=remarks.strip(), by=by)
    return call


@transaction.atomic
def publish(call: Call, *, by: User) -> Call:
    """Make the call public and freeze its terms with their hash.

    Raises PermissionDenied for an author, TransitionRefused with the list of what is missing.
    """
    call = lock(call)
    PUBLISH.check(call, by=by)
    _require_complete(call)
    call.published_at = portal_now()
    version = versions.freeze(call, by=by)
    PUBLISH.apply(call, by=by, update=["published_at"], terms_sha256=version.sha256)
    waiting.approval_done(call)
    emails.queue_published(call)
    return call


@transaction.atomic
def cancel(call: Call, *, by: User, reasons: str) -> Call:
    """Stop the call, with reasons that everybody may read; everybody involved is told once.

    The vault stays closed, and nothing waits on anybody any more.
    """
    call = lock(call)
    CANCEL.check(call, by=by)
    if not reasons.strip():
        raise TransitionRefused(_("State the reasons: applicants have a right to know them."))
    # As opening and moving the deadline do: a sending under way ends first, later ones are refused.
    list(call.phases.select_for_update())
    call.cancelled_because = reasons.strip()
    was_public = call.state == State.PUBLISHED
    CANCEL.apply(call, by=by, update=["cancelled_because"])
    involved.close_all_tasks(call)
    if was_public:
        emails.queue_cancelled(call)
    return call


@transaction.atomic
def complete(call: Call, *, by: User) -> Call:
    """Close the file: nothing more is expected in this call."""
    call = lock(call)
    COMPLETE.check(call, by=by)
    COMPLETE.apply(call, by=by)
    return call


@transaction.atomic
def extend_deadline(phase: Phase, *, to: datetime, by: User, reason: str = "") -> Phase:
    """Move the deadline forward while the phase is open; never back, never once it has passed.

    Holds the exclusive lock, so no sending is under way. Directive 2014/24 annex IV (c). The
    reason is public: it stands with the new version of the terms.
    """
    lock(phase.call)
    phase = phases.lock_exclusive(phase)
    if not permissions.can_extend_deadline(by, phase):
        raise PermissionDenied("extend_deadline")
    phases.require_open(phase, portal_now())
    before = phase.closes_at
    if before is None or to <= before:
        raise TransitionRefused(_("A deadline only moves forward."), code="backwards")
    following = phase.call.phases.filter(order__gt=phase.order, opens_at__lt=to).first()
    if following is not None:
        raise TransitionRefused(
            _("The next phase opens before that moment. Choose an earlier one."), code="overlap"
        )
    phase.closes_at = to
    phase.save(update_fields=["closes_at"])
    cause = CallVersion.Cause.EXTENSION
    versions.freeze(phase.call, by=by, cause=cause, reason=reason.strip())
    record("extend_deadline", phase, by=by, before=before.isoformat(), after=to.isoformat())
    waiting.deadline_moved(phase)
    questions.dates_moved(phase)
    return phase


def fault_of_later(phase: Phase, to: datetime) -> str:
    """Why this phase cannot close at `to` after an outage; empty when it can."""
    if phase.call.state != State.PUBLISHED:
        return _("This call takes no offers.")
    if phase.state not in phases.UNOPENED:
        return _("The vault is open, so its deadline stays.")
    if phase.closes_at is None or to <= phase.closes_at:
        return _("A deadline only moves forward.")
    if phase.call.phases.filter(order__gt=phase.order, opens_at__lt=to).exists():
        return _("The next phase opens before that moment. Choose an earlier one.")
    return ""


@transaction.atomic
def extend_after_outage(phase: Phase, *, to: datetime, by: User, reason: str) -> Phase:
    """Move a deadline after an outage, also once it has passed, as long as the vault is closed.

    Only calls.outages calls this, which has two officers and the evidence. Holds the exclusive
    lock: no sending, no opening is under way.
    """
    lock(phase.call)
    phase = phases.lock_exclusive(phase)
    if fault := fault_of_later(phase, to):
        raise TransitionRefused(fault, code="outage")
    before, phase.closes_at = phase.closes_at, to
    phase.save(update_fields=["closes_at"])
    if phase.state == PhaseState.CLOSED:
        REOPEN.apply(phase, by=by)
    versions.freeze(phase.call, by=by, cause=CallVersion.Cause.OUTAGE, reason=reason)
    was = before.isoformat() if before else None
    record("extend_after_outage", phase, by=by, before=was, after=to.isoformat())
    waiting.deadline_moved(phase)
    questions.dates_moved(phase)
    return phase


def write_open(phase: Phase) -> bool:
    """Write down that a phase has opened; the clock has decided that already."""
    return _write(WRITE_OPEN, phase, "open")


def write_closed(phase: Phase) -> bool:
    """Write down that a phase has closed; the clock has decided that already."""
    return _write(WRITE_CLOSED, phase, "closed")


def mark_opened(phase: Phase, *, by: User) -> Phase:
    """The vault of this phase was opened; that of a stopped call stays closed."""
    # Read without a lock: stopping waits for the phase, which the opening holds.
    if not Call.objects.filter(pk=phase.call_id, state=State.PUBLISHED).exists():
        raise TransitionRefused(_("This call was stopped: its vault stays closed."), code="call")
    return _follow(MARK_OPENED, phase, by=by)


def start_assessing(phase: Phase, *, by: User) -> Phase:
    """A committee was formed."""
    return _follow(START_ASSESSING, phase, by=by)


def mark_advised(phase: Phase, *, by: User) -> Phase:
    """The committee's advice was approved by its chair."""
    return _follow(MARK_ADVISED, phase, by=by)


def mark_decided(phase: Phase, *, by: User) -> Phase:
    """The decision was approved."""
    return _follow(MARK_DECIDED if phase.is_scored else MARK_ROUND_DECIDED, phase, by=by)


def mark_informed(phase: Phase, *, by: User) -> Phase:
    """All letters were released."""
    return _follow(MARK_INFORMED, phase, by=by)


def start_running(phase: Phase, *, by: User) -> Phase:
    """The first contract runs."""
    return _follow(START_RUNNING, phase, by=by)


def complete_phase(phase: Phase, *, by: User) -> Phase:
    """All that was contracted is delivered, or nothing was."""
    return _follow(COMPLETE_PHASE, phase, by=by)


def go_on_after_all(phase: Phase, *, by: User) -> Phase:
    """A phase that was done has one contract more: an award was made after the letters."""
    return _follow(GO_ON_AFTER_ALL, phase, by=by)


@transaction.atomic
def _follow(move: Transition, phase: Phase, *, by: User) -> Phase:
    phase = lock(phase)
    move.check(phase, by=by)
    move.apply(phase, by=by)
    return phase


@transaction.atomic
def _write(move: Transition, phase: Phase, wanted: str) -> bool:
    phase = lock(phase)
    if phase.state not in move.sources or phases.window(phase, portal_now()) != wanted:
        return False
    move.apply(phase, by=User.objects.system("clock"))
    return True


def _require_complete(call: Call) -> None:
    if gaps := gaps_of(call, portal_now()):
        raise TransitionRefused("\n".join(gap.message for gap in gaps), code="incomplete")
