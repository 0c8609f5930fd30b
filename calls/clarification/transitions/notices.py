"""Every change of state of a notice, from its draft to the one moment on which all can read it."""

import hashlib
from collections.abc import Sequence

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from calls import audience
from calls.alerts.services import NOTICE, tell_followers
from calls.clarification import documents, emails, permissions, waiting
from calls.clarification.models import Announcement, Notice, NoticeAuthor, Question
from calls.clarification.selectors import (
    chosen_announcements,
    chosen_questions,
    free_announcements,
    ready_for_notice,
)
from calls.clarification.services import SYSTEM, require_draft
from calls.clarification.transitions import questions
from calls.models import Call
from portal.accounts.models import User
from portal.audit.record import record
from portal.clock import portal_now
from portal.crypto.canonical import canonical_json
from portal.files import store
from portal.work.jobs import start_job
from portal.workflow import Transition, TransitionRefused, lock

State = Notice.State
JOB = "clarification.publish"

SUBMIT_NOTICE = Transition(
    "submit_notice", frozenset({State.DRAFT}), State.IN_REVIEW, permissions.can_write_notice
)
RETURN_NOTICE = Transition(
    "return_notice", frozenset({State.IN_REVIEW}), State.DRAFT, permissions.can_write_notice
)
APPROVE_NOTICE = Transition(
    "approve_notice", frozenset({State.IN_REVIEW}), State.APPROVED, permissions.can_approve_notice
)
PUBLISH_NOTICE = Transition(
    "publish_notice", frozenset({State.APPROVED}), State.PUBLISHED, permissions.is_the_portal
)


@transaction.atomic
def fill(
    notice: Notice,
    *,
    chosen: Sequence[Question],
    announcements: Sequence[Announcement],
    by: User,
) -> Notice:
    """Let a draft hold exactly these answers and announcements, in this order."""
    notice = _locked(notice)
    if not permissions.can_write_notice(by, notice):
        raise PermissionDenied("fill_notice")
    require_draft(notice)
    wanted = {question.pk: position for position, question in enumerate(chosen, start=1)}
    held = {question.pk: question for question in chosen_questions(notice)}
    ready = {question.pk: question for question in ready_for_notice(notice).select_for_update()}
    if not wanted.keys() <= held.keys() | ready.keys():
        raise TransitionRefused(
            _("One of these questions cannot be in this notice any more. Look again."), code="stale"
        )
    for pk in held.keys() - wanted.keys():
        questions.free(lock(held[pk]), by=by)
    for pk, position in wanted.items():
        if pk in ready:
            questions.choose(lock(ready[pk]), notice, position=position, by=by)
        else:
            Question.objects.filter(pk=pk).update(position=position)
    _fill_announcements(notice, announcements)
    NoticeAuthor.objects.get_or_create(notice=notice, user=by)
    record("fill_notice", notice, by=by, questions=len(wanted), announcements=len(announcements))
    return notice


@transaction.atomic
def discard(notice: Notice, *, by: User) -> None:
    """Throw a draft away; its answers are free again."""
    notice = fill(notice, chosen=[], announcements=[], by=by)
    record("discard_notice", notice, by=by)
    notice.delete()


@transaction.atomic
def submit_notice(notice: Notice, *, by: User) -> Notice:
    """Ask a colleague who wrote nothing in it to approve."""
    notice = _locked(notice)
    SUBMIT_NOTICE.check(notice, by=by)
    if not (notice.questions.exists() or notice.announcements.exists()):
        raise TransitionRefused(_("Choose at least one answer or announcement."), code="empty")
    notice.remarks = ""
    SUBMIT_NOTICE.apply(notice, by=by, update=["remarks"])
    waiting.notice_to_check(notice)
    return notice


@transaction.atomic
def return_notice(notice: Notice, *, remarks: str, by: User) -> Notice:
    """Give a notice back to be changed, with a word on why."""
    notice = _locked(notice)
    RETURN_NOTICE.check(notice, by=by)
    if not remarks.strip():
        raise TransitionRefused(_("Say what should be changed, so that the author knows."))
    notice.remarks = remarks.strip()
    RETURN_NOTICE.apply(notice, by=by, update=["remarks"])
    waiting.notice_checked(notice)
    return notice


@transaction.atomic
def approve_notice(notice: Notice, *, by: User) -> Notice:
    """Approve; a job makes the PDF and publishes page, PDF and mails in one transaction."""
    notice = _locked(notice)
    APPROVE_NOTICE.check(notice, by=by)
    notice.approved_by = by
    APPROVE_NOTICE.apply(notice, by=by, update=["approved_by"])
    waiting.notice_checked(notice)
    start_job(JOB, notice.pk, [str(notice.uuid)], by=by)
    return notice


@transaction.atomic
def publish_notice(notice: Notice) -> Notice:
    """Publish an approved notice: all of it becomes visible when this transaction ends (REQ-15).

    Numbers are given here, in the order of the notice, so that they follow each other.
    """
    by = User.objects.system(SYSTEM)
    notice = _locked(notice)
    PUBLISH_NOTICE.check(notice, by=by)
    _number(notice)
    notice.published_at = portal_now()
    chosen = chosen_questions(notice)
    highest = Question.objects.filter(call=notice.call).aggregate(last=Max("number"))["last"] or 0
    for number, question in enumerate(chosen, start=highest + 1):
        questions.publish_question(question, number=number, by=by)
    notice.content = documents.content_of(notice, chosen, chosen_announcements(notice))
    notice.sha256 = hashlib.sha256(canonical_json(notice.content)).hexdigest()
    notice.pdf = store.save_bytes(documents.notice_pdf(notice), "application/pdf", by=by)
    fields = ["number", "published_at", "content", "sha256", "pdf"]
    PUBLISH_NOTICE.apply(notice, by=by, update=fields, sha256=notice.sha256)
    told = emails.queue_notice(notice)
    if audience.is_open_to_all(notice.phase):
        tell_followers(notice.call, f"{NOTICE}{notice.number}", told=told)
    return notice


def _number(notice: Notice) -> None:
    last = Notice.objects.filter(call=notice.call).aggregate(last=Max("number"))["last"] or 0
    notice.number = last + 1


def _fill_announcements(notice: Notice, announcements: Sequence[Announcement]) -> None:
    wanted = [announcement.pk for announcement in announcements]
    free = set(free_announcements(notice).values_list("pk", flat=True))
    held = set(notice.announcements.values_list("pk", flat=True))
    if not set(wanted) <= free | held:
        raise TransitionRefused(
            _("One of these announcements is in another notice. Look again."), code="stale"
        )
    notice.announcements.exclude(pk__in=wanted).update(notice=None, position=0)
    for position, pk in enumerate(wanted, start=1):
        Announcement.objects.filter(pk=pk).update(notice=notice, position=position)


def _locked(notice: Notice) -> Notice:
    """Call before notice. What is public says nothing more once the call was stopped."""
    call = lock(notice.call)
    if call.state != Call.State.PUBLISHED:
        raise TransitionRefused(_("This call is not public any more."), code="call")
    notice = lock(notice)
    notice.call = call
    return notice
