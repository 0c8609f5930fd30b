"""Tasks about questions. One for an asker is named by a tag that leads nobody to the question."""

from django.urls import reverse

from calls.clarification import windows
from calls.clarification.models import Notice, Question
from calls.clarification.permissions import can_approve_notice, can_deliver
from calls.clarification.selectors import UNANSWERED, desk_officers
from calls.models import Call, Phase
from calls.selectors import possible_openers
from portal.accounts.models import User
from portal.work.models import Task
from portal.work.tasks_of import close_tasks, move_due, open_task


def questions_wait(phase: Phase) -> None:
    """Officers of the call have questions to answer before the notice is due."""
    for officer in desk_officers(phase.call):
        key = f"answer:{phase.pk}:{officer.pk}"
        if not Task.objects.filter(unique_key=key, closed_at=None).exists():
            open_task(
                Task.Kind.ANSWER_QUESTIONS,
                officer,
                subject=_subject(phase.call),
                url=reverse("clarification:desk", args=[phase.call.reference]),
                key=key,
                due_at=windows.answers_by(phase),
            )


def settle_questions(phase: Phase) -> None:
    """Close the officers' task once nothing waits for an answer any more."""
    if not Question.objects.filter(phase=phase, state__in=UNANSWERED).exists():
        close_tasks(f"answer:{phase.pk}:", prefix=True)


def dates_moved(phase: Phase) -> None:
    """The deadline moved, and with it the day on which the answers are due."""
    due_at = windows.answers_by(phase)
    if due_at is not None:
        move_due(f"answer:{phase.pk}:", due_at)
        move_due(f"assigned:{phase.pk}:", due_at)
        move_due(f"notice:{phase.pk}:", due_at)


def question_assigned(question: Question) -> None:
    """A colleague has one question to answer; whoever had it before is free of it."""
    question_settled(question)
    if question.assigned_to is not None:
        open_task(
            Task.Kind.ANSWER_QUESTIONS,
            question.assigned_to,
            subject=_subject(question.call),
            url=_page_of(question),
            key=f"{_assigned(question)}{question.assigned_to_id}",
            due_at=windows.answers_by(question.phase),
        )


def question_settled(question: Question) -> None:
    """Nobody has to answer this question any more."""
    close_tasks(_assigned(question), prefix=True)


def answer_to_check(question: Question) -> None:
    """An answer in confidence waits for a second officer."""
    for officer in possible_openers(question.call):
        if can_deliver(officer, question):
            open_task(
                Task.Kind.APPROVE_ANSWER,
                officer,
                subject=_subject(question.call),
                url=_page_of(question),
                key=f"deliver:{question.pk}:{officer.pk}",
            )


def answer_checked(question: Question) -> None:
    """The answer was sent, or is being written again."""
    close_tasks(f"deliver:{question.pk}:", prefix=True)


def notice_to_check(notice: Notice) -> None:
    """A notice waits for an officer who wrote nothing in it."""
    for officer in possible_openers(notice.call):
        if can_approve_notice(officer, notice):
            open_task(
                Task.Kind.APPROVE_NOTICE,
                officer,
                subject=_subject(notice.call),
                url=reverse("clarification:notice", args=[notice.call.reference, notice.uuid]),
                key=f"{_to_check(notice)}{officer.pk}",
                due_at=windows.answers_by(notice.phase),
            )


def notice_checked(notice: Notice) -> None:
    """The notice was approved or given back."""
    close_tasks(_to_check(notice), prefix=True)


def asker_chooses(user: User, call: Call, tag: str) -> None:
    """The asker decides whether the question becomes public."""
    open_task(
        Task.Kind.CHOOSE_FOR_QUESTION,
        user,
        subject=_subject(call),
        url=reverse("clarification:mine", args=[call.reference]),
        key=f"choose:{tag}",
    )


def asker_chose(tag: str) -> None:
    """The asker decided."""
    close_tasks(f"choose:{tag}:", prefix=True)


def _subject(call: Call) -> str:
    return f"{call.reference} {call.title}"


def _page_of(question: Question) -> str:
    return reverse("clarification:question", args=[question.call.reference, question.uuid])


def _to_check(notice: Notice) -> str:
    return f"notice:{notice.phase_id}:{notice.pk}:"


def _assigned(question: Question) -> str:
    return f"assigned:{question.phase_id}:{question.pk}:"
