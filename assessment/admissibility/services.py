"""Checking an offer point by point, and asking the company to explain what is not clear."""

from collections.abc import Mapping
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from applications.models import Proposal
from applications.selectors import writers_of
from assessment.admissibility import emails, permissions
from assessment.admissibility.models import CheckItem, Clarification
from assessment.admissibility.points import points_of
from calls.models import Phase
from portal.accounts.models import User
from portal.audit.record import record
from portal.clock import portal_now
from portal.work.models import Task
from portal.work.tasks_of import close_tasks, open_tasks
from portal.workflow import TransitionRefused, lock

Checked = Mapping[str, tuple[str, str]]  # verdict and note by the code of the point


@transaction.atomic
def write_checklist(proposal: Proposal, checked: Checked, *, by: User) -> None:
    """Write down what was found on each point that was looked at; the others stay open.

    Raises PermissionDenied, or TransitionRefused once the assessment has begun or where something
    that is not in order has no note.
    """
    _require_before_assessment(proposal, by, "write_checklist")
    known = {point.code for point in points_of(proposal.phase)}
    for code, (verdict, note) in checked.items():
        if code not in known:
            continue
        if verdict != CheckItem.Verdict.RIGHT and not note.strip():
            raise TransitionRefused(_("Say what is not in order or not clear."), code="note")
        CheckItem.objects.update_or_create(
            proposal=proposal,
            code=code,
            defaults={
                "verdict": CheckItem.Verdict(verdict), "note": note.strip(), "checked_by": by,
                "checked_at": portal_now(),
            },
        )  # fmt: skip
    record(
        "write_checklist", proposal, by=by,
        found={code: str(verdict) for code, (verdict, _note) in checked.items()},
    )  # fmt: skip


@transaction.atomic
def ask(proposal: Proposal, question: str, *, due_at: datetime, by: User) -> Clarification:
    """Ask the company to explain something before `due_at`; it gets a task and a mail.

    Raises PermissionDenied, or TransitionRefused without a text, with a date that is over, or once
    the assessment has begun.
    """
    _require_before_assessment(proposal, by, "ask_clarification")
    if not question.strip():
        raise TransitionRefused(_("Write what the company should explain."), code="question")
    if due_at <= portal_now():
        raise TransitionRefused(_("The date to answer before lies in the past."), code="due")
    clarification = Clarification.objects.create(
        proposal=proposal, question=question.strip(), due_at=due_at, asked_by=by
    )
    record(
        "ask_clarification", proposal, by=by, clarification=str(clarification.uuid),
        due_at=due_at.isoformat(),
    )  # fmt: skip
    url = reverse("admissibility:answer", args=[clarification.uuid])
    open_tasks(
        Task.Kind.EXPLAIN_OFFER, writers_of(proposal), subject=lambda: str(proposal.phase),
        url=url, key=_key(clarification), due_at=due_at,
    )  # fmt: skip
    emails.queue_question(clarification)
    return clarification


@transaction.atomic
def answer(clarification: Clarification, text: str, *, by: User) -> Clarification:
    """Answer in time, once. The answer stands beside the offer, which stays as it was sent.

    Raises PermissionDenied, or TransitionRefused without a text, a second time (code `answered`) or
    when the time is over (code `late`).
    """
    clarification = lock(clarification)
    if not permissions.can_answer(by, clarification):
        raise PermissionDenied("answer_clarification")
    if clarification.answered_at is not None:
        raise TransitionRefused(_("This was answered already."), code="answered")
    now = portal_now()
    if now >= clarification.due_at:
        raise TransitionRefused(
            _("The time to answer is over. Your text was not received."), code="late"
        )
    if not text.strip():
        raise TransitionRefused(_("Write your answer."), code="answer")
    clarification.answer, clarification.answered_by = text.strip(), by
    clarification.answered_at = now
    clarification.save(update_fields=["answer", "answered_by", "answered_at"])
    record(
        "answer_clarification", clarification.proposal, by=by,
        clarification=str(clarification.uuid),
    )  # fmt: skip
    close_tasks(_key(clarification), prefix=True)
    emails.queue_answer(clarification)
    return clarification


def close_overdue() -> int:
    """Tasks of companies whose time to answer is over close by themselves; return how many."""
    overdue = Clarification.objects.filter(answered_at=None, due_at__lte=portal_now())
    waiting = Task.objects.filter(
        kind=Task.Kind.EXPLAIN_OFFER, closed_at=None, due_at__lte=portal_now()
    )
    keys = {key.rsplit(":", 1)[0] for key in waiting.values_list("unique_key", flat=True)}
    return sum(
        close_tasks(_key(one), prefix=True) for one in overdue if _key(one).rstrip(":") in keys
    )


def _key(clarification: Clarification) -> str:
    return f"explain:{clarification.pk}:"


def _require_before_assessment(proposal: Proposal, by: User, what: str) -> None:
    """Who, then when: checking and asking end when the assessment begins."""
    phase = lock(proposal.phase)
    if not permissions.can_check(by, proposal):
        raise PermissionDenied(what)
    if phase.state != Phase.State.OPENED:
        raise TransitionRefused(
            _("The assessment has begun: who takes part in it is settled."), code="phase"
        )
