"""Writes that change no state: asking, writing answers and announcements, filling a notice."""

from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from calls import phases
from calls.clarification import askers, permissions, waiting, windows
from calls.clarification.models import (
    Announcement,
    Asker,
    Notice,
    NoticeAuthor,
    Question,
    QuestionAuthor,
    new_own_number,
    related,
)
from calls.clarification.selectors import UNDER_HAND
from calls.models import Call, Phase
from portal.accounts.models import Organisation, User
from portal.audit.record import record
from portal.clock import portal_now
from portal.look.wording import AMSTERDAM
from portal.workflow import TransitionRefused, lock

MOST_WAITING = 50  # questions of one company that wait for an answer: a desk is not to be flooded
EDITABLE = (*UNDER_HAND, Question.State.RETURNED)
SYSTEM = "clarification"  # in whose name lines stand that would otherwise tell who asked


@transaction.atomic
def ask_question(
    phase: Phase,
    *,
    by: User,
    organisation: Organisation,
    key: UUID,
    subject: str,
    text: str,
    about: str = "",
    is_confidential: bool = False,
    confidential_because: str = "",
) -> Asker:
    """Take a question. The same `key` again is the same question, however often it is sent.

    Raises PermissionDenied, or TransitionRefused before, after and outside the phase's window.
    Staff see the question without its asker, and the audit line is in the portal's name (REQ-19).
    """
    phase = phases.lock_shared(phase)
    if not permissions.can_ask(by, organisation, phase):
        raise PermissionDenied("ask_question")
    now = portal_now()
    standing = windows.window(phase, now)
    if standing not in {"open", "late"}:
        raise TransitionRefused(
            _("No questions can be asked about this phase now. Your text is below."), code="window"
        )
    own = askers.asked_by(phase.call, [organisation])
    if (sent := own.filter(key=key).first()) is not None:
        return sent
    if own.filter(question__state__in=UNDER_HAND).count() >= MOST_WAITING:
        raise TransitionRefused(
            _("Your company has %(count)s questions that wait for an answer. Wait for those first.")
            % {"count": MOST_WAITING},
            code="many",
        )
    question = Question.objects.create(
        **related(phase),
        about=about,
        asked_subject=subject,
        asked_text=text,
        subject=subject,
        text=text,
        asked_on=now.astimezone(AMSTERDAM).date(),
        is_late=standing == "late",
        is_confidential=is_confidential,
        confidential_because=confidential_because if is_confidential else "",
        own_number=new_own_number() if is_confidential else "",
    )
    asker = askers.remember(question, user=by, organisation=organisation, key=key)
    record("ask_question", question, by=User.objects.system(SYSTEM))
    waiting.questions_wait(phase)
    return asker


@transaction.atomic
def write_answer(
    question: Question, *, subject: str, text: str, answer: str, withheld_because: str, by: User
) -> Question:
    """Save the words of an answer and of the question as it will be published.

    Raises PermissionDenied, or TransitionRefused once a colleague checks it or it is public.
    """
    lock(question.call)
    question = lock(question)
    if not permissions.can_answer(by, question):
        raise PermissionDenied("write_answer")
    require_editable(question)
    question.subject, question.text = subject, text
    question.answer, question.withheld_because = answer, withheld_because
    question.save(update_fields=["subject", "text", "answer", "withheld_because"])
    QuestionAuthor.objects.get_or_create(question=question, user=by)
    record("write_answer", question, by=by)
    return question


def require_editable(question: Question) -> None:
    """Raise TransitionRefused when the words of this question can no longer change."""
    checked = question.notice is not None and question.notice.state != Notice.State.DRAFT
    if question.state not in EDITABLE or checked:
        raise TransitionRefused(
            _("This text can no longer be changed: a colleague is checking it, or it is public."),
            code="state",
        )


@transaction.atomic
def write_announcement(
    phase: Phase, *, title: str, text: str, by: User, announcement: Announcement | None = None
) -> Announcement:
    """Write an announcement, or change one that is in no notice that a colleague checks."""
    lock(phase.call)
    if not permissions.can_manage(by, phase.call):
        raise PermissionDenied("write_announcement")
    if announcement is None:
        announcement = Announcement(**related(phase))
    else:
        announcement = lock(announcement)
        if announcement.notice is not None and announcement.notice.state != Notice.State.DRAFT:
            raise TransitionRefused(_("This announcement can no longer be changed."), code="state")
    announcement.title, announcement.text, announcement.written_by = title, text, by
    announcement.save()
    record("write_announcement", announcement, by=by)
    return announcement


@transaction.atomic
def start_notice(phase: Phase, *, by: User) -> Notice:
    """Begin a notice in which answers and announcements are chosen."""
    call = lock(phase.call)
    if not permissions.can_manage(by, call):
        raise PermissionDenied("start_notice")
    if call.state != Call.State.PUBLISHED:
        raise TransitionRefused(_("A notice belongs to a call that is public."), code="call")
    notice = Notice.objects.create(**related(phase))
    NoticeAuthor.objects.create(notice=notice, user=by)
    record("start_notice", notice, by=by)
    return notice


@transaction.atomic
def write_notice(notice: Notice, *, intro: str, is_substantial: bool, by: User) -> Notice:
    """Save the words above the answers, and whether they change what is asked."""
    lock(notice.call)
    notice = lock(notice)
    if not permissions.can_write_notice(by, notice):
        raise PermissionDenied("write_notice")
    require_draft(notice)
    notice.intro, notice.is_substantial = intro, is_substantial
    notice.save(update_fields=["intro", "is_substantial"])
    NoticeAuthor.objects.get_or_create(notice=notice, user=by)
    record("write_notice", notice, by=by)
    return notice


def require_draft(notice: Notice) -> None:
    """Raise TransitionRefused when a notice is no longer being written."""
    if notice.state != Notice.State.DRAFT:
        raise TransitionRefused(
            _("This notice is no longer a draft. Let it be given back first."), code="state"
        )
