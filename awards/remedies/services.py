"""Asking for an explanation, complaining, and answering both."""

from datetime import date, datetime, timedelta

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from awards.models import Decision, DecisionSet, Letter
from awards.remedies import emails, permissions, waiting
from awards.remedies.models import Complaint, DebriefRequest
from awards.remedies.selectors import may_ask_until, unanswered
from calls.periods import end_of
from portal.accounts.models import User
from portal.audit.record import record
from portal.clock import portal_now, portal_today
from portal.workflow import TransitionRefused, lock

# Within 15 days of receipt: Directive 2014/24/EU, article 55(2); Aw 2.130. For an SBIR good
# practice with the same term, and the same for a complaint. The day of receipt does not count; no
# weekend lengthens it, as it binds the authority.
ANSWER_DAYS = 15
WARN_DAYS = 12  # REQ-16: from that day on it waits on everybody who may decide


@transaction.atomic
def ask_debrief(letter: Letter, *, question: str, by: User) -> DebriefRequest:
    """Ask to explain the decision of a letter, within the term that the letter states.

    Raises PermissionDenied for who does not write for the company, TransitionRefused after the
    term, before the release, and while an earlier debrief waits for its answer.
    """
    decision = letter.decision
    if not permissions.can_ask(by, decision):
        raise PermissionDenied("ask_debrief")
    _require_released(decision.decision_set)
    lock(decision.proposal)  # two colleagues at once ask one question
    now = portal_now()
    if now >= may_ask_until(letter):
        raise TransitionRefused(
            _("The term for asking in the portal is over. Write to the contact in the letter."),
            code="term",
        )
    if decision.debriefs.filter(answered_at=None).exists():
        raise TransitionRefused(_("Your company asked already. The answer comes."), code="twice")
    debrief = DebriefRequest.objects.create(
        decision=decision, question=question.strip(), asked_by=by, due_at=_due(portal_today())
    )
    record("ask_debrief", debrief, by=by, due_at=debrief.due_at.isoformat())
    emails.queue_asked(debrief, waiting.ask_to_explain(debrief))
    return debrief


@transaction.atomic
def answer_debrief(
    debrief: DebriefRequest,
    *,
    answer: str = "",
    talked_on: date | None = None,
    present: str = "",
    told: str = "",
    by: User,
) -> DebriefRequest:
    """Explain the decision in writing, write down the talk in which it was explained, or both.

    Raises PermissionDenied for who may not decide, TransitionRefused when it was answered before,
    when there is neither, or when a talk lies ahead or lacks who was there and what was told.
    """
    if not permissions.can_answer_debrief(by, debrief):
        raise PermissionDenied("answer_debrief")
    debrief = lock(debrief)
    if debrief.answered_at is not None:
        raise TransitionRefused(_("This request was answered already."), code="state")
    parts = [bool(talked_on), bool(present.strip()), bool(told.strip())]
    if not answer.strip() and not any(parts):
        raise TransitionRefused(_("Write an answer, or write down the talk."), code="empty")
    if any(parts) and not all(parts):
        raise TransitionRefused(
            _("Of a talk write down when it was, who was there and what was told."), code="talk"
        )
    if talked_on is not None and talked_on > portal_today():
        raise TransitionRefused(_("The talk lies ahead: write it down afterwards."), code="date")
    debrief.answer, debrief.talked_on = answer.strip(), talked_on
    debrief.present, debrief.told = present.strip(), told.strip()
    debrief.answered_by, debrief.answered_at = by, portal_now()
    debrief.save(
        update_fields=["answer", "talked_on", "present", "told", "answered_by", "answered_at"]
    )
    record("answer_debrief", debrief, by=by, was_late=debrief.answered_at > debrief.due_at)
    waiting.explained(debrief)
    emails.queue_answered(debrief)
    return debrief


def escalate() -> int:
    """Tell all who may decide of each request that lies too long: at day 12, and when overdue.

    Each once; idempotent, for the scheduler. Returns how many requests were told about.
    """
    now = portal_now()
    found = unanswered(now, warn_from=now - timedelta(days=WARN_DAYS))
    return sum(_escalate_one(pk) for pk in list(found.values_list("pk", flat=True)))


@transaction.atomic
def _escalate_one(pk: int) -> bool:
    debrief = DebriefRequest.objects.select_for_update().get(pk=pk)
    now = portal_now()
    is_late = debrief.due_at <= now
    if debrief.answered_at or (debrief.late_at if is_late else debrief.warned_at):
        return False
    officers = waiting.ask_everybody_to_explain(debrief)
    emails.queue_waiting_long(debrief, officers, is_late=is_late)
    debrief.warned_at = debrief.warned_at or now
    debrief.late_at = now if is_late else None
    debrief.save(update_fields=["warned_at", "late_at"])
    by = User.objects.system("remedies")
    record("debrief_waits_long", debrief, by=by, is_late=is_late)
    return True


@transaction.atomic
def complain(
    decision: Decision, *, subject: str, text: str, received_on: date | None = None, by: User
) -> Complaint:
    """Write down a complaint: the company its own, an officer one that came by mail.

    `received_on` is the officer's; what the company sends here is received today. Raises
    PermissionDenied for others, TransitionRefused before the release or for a date that lies ahead.
    """
    phase = decision.decision_set.phase
    is_own = permissions.can_ask(by, decision)
    if not is_own and not permissions.can_see_room(by, phase):
        raise PermissionDenied("complain")
    _require_released(decision.decision_set)
    day = portal_today() if is_own or received_on is None else received_on
    if day > portal_today():
        raise TransitionRefused(_("This date lies ahead."), code="date")
    complaint = Complaint.objects.create(
        decision=decision,
        subject=subject.strip(),
        text=text.strip(),
        received_on=day,
        registered_by=by,
        due_at=_due(day),
    )
    record("complain", complaint, by=by, received_on=day.isoformat())
    emails.queue_asked(complaint, waiting.ask_to_answer(complaint))
    return complaint


@transaction.atomic
def answer_complaint(complaint: Complaint, *, outcome: str, reasons: str, by: User) -> Complaint:
    """Say whether it is founded, and why. Nothing else follows by itself: no contract stops.

    Raises PermissionDenied for who took the decision while a colleague did not, TransitionRefused
    when it was answered before or without reasons.
    """
    if not permissions.can_answer_complaint(by, complaint):
        raise PermissionDenied("answer_complaint")
    complaint = lock(complaint)
    if complaint.answered_at is not None:
        raise TransitionRefused(_("This complaint was answered already."), code="state")
    if outcome not in Complaint.Outcome.values or not reasons.strip():
        raise TransitionRefused(_("An answer says whether it is founded, and why."), code="empty")
    complaint.outcome, complaint.reasons = outcome, reasons.strip()
    complaint.answered_by, complaint.answered_at = by, portal_now()
    complaint.save(update_fields=["outcome", "reasons", "answered_by", "answered_at"])
    record("answer_complaint", complaint, by=by, outcome=outcome)
    waiting.answered(complaint)
    emails.queue_answered(complaint)
    return complaint


def _require_released(decision_set: DecisionSet) -> None:
    if decision_set.released_at is None:
        raise TransitionRefused(_("The letters have not been sent yet."), code="state")


def _due(received: date) -> datetime:
    return end_of(received + timedelta(days=ANSWER_DAYS))
