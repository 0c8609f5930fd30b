"""Every change of state of a question. Moves of the asker stand in the portal's name (REQ-19)."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from calls.clarification import askers, emails, permissions, waiting
from calls.clarification.models import Asker, Notice, Question
from calls.clarification.selectors import UNANSWERED, colleagues_of
from calls.clarification.services import SYSTEM, require_editable, write_answer
from calls.models import Call
from portal.accounts.models import User
from portal.clock import portal_now
from portal.workflow import Transition, TransitionRefused, lock

State = Question.State

ASSIGN = Transition(
    "assign_question", frozenset(UNANSWERED), State.ASSIGNED, permissions.can_manage_question
)
MARK_ANSWERED = Transition(
    "mark_answered",
    frozenset({*UNANSWERED, State.ANSWERED}),
    State.ANSWERED,
    permissions.can_answer,
)
MERGE = Transition(
    "merge_question",
    frozenset({*UNANSWERED, State.ANSWERED}),
    State.MERGED,
    permissions.can_manage_question,
)
RETURN_TO_ASKER = Transition(
    "return_to_asker",
    frozenset({*UNANSWERED, State.ANSWERED}),
    State.RETURNED,
    permissions.can_manage_question,
)
DELIVER = Transition(
    "deliver_answer", frozenset({State.ANSWERED}), State.DELIVERED, permissions.can_deliver
)
AGREE_TO_PUBLISH = Transition(
    "agree_to_publish", frozenset({State.RETURNED}), State.OPEN, permissions.can_agree_to_publish
)
UNMERGE = Transition(
    "unmerge_question", frozenset({State.MERGED}), State.OPEN, permissions.can_manage_question
)
WITHDRAW = Transition(
    "withdraw_question",
    frozenset({*UNANSWERED, State.ANSWERED, State.RETURNED, State.MERGED}),
    State.WITHDRAWN,
    permissions.can_withdraw,
)
CHOOSE = Transition(
    "choose_question", frozenset({State.ANSWERED}), State.IN_NOTICE, permissions.follows_its_notice
)
FREE = Transition(
    "free_question", frozenset({State.IN_NOTICE}), State.ANSWERED, permissions.follows_its_notice
)
PUBLISH_QUESTION = Transition(
    "publish_question",
    frozenset({State.IN_NOTICE}),
    State.PUBLISHED,
    permissions.follows_its_notice,
)
MERGED_INTO = (*UNANSWERED, State.ANSWERED, State.IN_NOTICE, State.PUBLISHED)


@transaction.atomic
def assign(question: Question, *, to: User, by: User) -> Question:
    """Let a colleague answer; that colleague gets a task and a mail."""
    question = _locked(question)
    ASSIGN.check(question, by=by)
    if not colleagues_of(question.call).filter(pk=to.pk).exists():
        raise TransitionRefused(_("Choose somebody who works on this call."), code="colleague")
    question.assigned_to = to
    ASSIGN.apply(question, by=by, update=["assigned_to"], person=str(to.uuid))
    waiting.question_assigned(question)
    emails.queue_assigned(question, by=by)
    return question


@transaction.atomic
def mark_answered(
    question: Question, *, subject: str, text: str, answer: str, withheld_because: str, by: User
) -> Question:
    """Save the words and say that they are ready; raises TransitionRefused without an answer."""
    question = _locked(question)
    MARK_ANSWERED.check(question, by=by)
    if not answer.strip():
        raise TransitionRefused(_("Write an answer first."), code="empty")
    question = write_answer(
        question,
        subject=subject,
        text=text,
        answer=answer,
        withheld_because=withheld_because,
        by=by,
    )
    MARK_ANSWERED.apply(question, by=by)
    _settle(question)
    if question.is_confidential:
        waiting.answer_checked(question)
        waiting.answer_to_check(question)
    return question


@transaction.atomic
def merge(question: Question, *, into: Question, by: User) -> Question:
    """Take a question together with another that asks the same: one answer serves both."""
    question = _locked(question)
    MERGE.check(question, by=by)
    into = lock(into)
    if question.is_confidential or into.is_confidential:
        raise TransitionRefused(
            _("A question in confidence is answered alone."), code="confidential"
        )
    if (
        into.pk == question.pk
        or into.phase_id != question.phase_id
        or into.state not in MERGED_INTO
    ):
        raise TransitionRefused(_("Choose another question that is still alive."), code="other")
    # What was taken together with this one goes along: nobody's question hangs in between.
    question.duplicates.update(merged_into=into)
    question.merged_into = into
    MERGE.apply(question, by=by, update=["merged_into"], into=into.audit_ref)
    _settle(question)
    return question


@transaction.atomic
def unmerge(question: Question, *, by: User) -> Question:
    """Let a question stand by itself again."""
    question = _locked(question)
    UNMERGE.check(question, by=by)
    return _apart(question, by=by)


@transaction.atomic
def return_to_asker(question: Question, *, reason: str, by: User) -> Question:
    """Say why a question in confidence should be public: its asker agrees, or withdraws it."""
    question = _locked(question)
    RETURN_TO_ASKER.check(question, by=by)
    if not question.is_confidential:
        raise TransitionRefused(_("This question is answered for everybody."), code="public")
    if not reason.strip():
        raise TransitionRefused(_("Say why, so that the asker can decide."), code="empty")
    question.returned_because = reason.strip()
    RETURN_TO_ASKER.apply(question, by=by, update=["returned_because"])
    _settle(question)
    waiting.answer_checked(question)
    asker = askers.asker_of(question)
    for person in emails.queue_returned(asker):
        waiting.asker_chooses(person, question.call, f"{askers.tag_of(asker)}:{person.pk}")
    return question


@transaction.atomic
def deliver(question: Question, *, by: User) -> Question:
    """Give an answer in confidence to who asked, and to nobody else."""
    question = _locked(question)
    DELIVER.check(question, by=by)
    if not question.is_confidential:
        raise TransitionRefused(_("This question is answered for everybody."), code="public")
    question.told_at = portal_now()
    DELIVER.apply(question, by=by, update=["told_at"])
    waiting.answer_checked(question)
    emails.queue_delivered(askers.asker_of(question))
    return question


@transaction.atomic
def agree_to_publish(asker: Asker, *, by: User) -> Question:
    """The asker lets the question be answered for everybody."""
    question = _locked(asker.question)
    AGREE_TO_PUBLISH.check(question, by=by)
    question.is_confidential, question.own_number = False, ""
    question.confidential_because = ""
    AGREE_TO_PUBLISH.apply(
        question,
        by=_portal(),
        update=["is_confidential", "own_number", "confidential_because"],
    )
    _asker_decided(asker)
    waiting.questions_wait(question.phase)
    return question


@transaction.atomic
def withdraw(asker: Asker, *, by: User) -> Question:
    """The asker takes the question back, as long as no notice holds it."""
    question = _locked(asker.question)
    if not WITHDRAW.allowed(by, question):
        raise PermissionDenied("withdraw_question")
    if question.state not in WITHDRAW.sources:
        # Not the staff's word for where it stands.
        raise TransitionRefused(_("This question can no longer be withdrawn."), code="state")
    _let_heir_follow(question)
    question.merged_into = None
    WITHDRAW.apply(question, by=_portal(), update=["merged_into"])
    _settle(question)
    waiting.answer_checked(question)
    _asker_decided(asker)
    return question


def choose(question: Question, notice: Notice, *, position: int, by: User) -> None:
    """Put an answer in a notice; the caller holds the locks and asked who may."""
    CHOOSE.check(question, by=by)
    require_editable(question)
    question.notice, question.position = notice, position
    CHOOSE.apply(question, by=by, update=["notice", "position"])


def free(question: Question, *, by: User) -> None:
    """Take an answer out of a draft notice; the caller holds the locks and asked who may."""
    FREE.check(question, by=by)
    question.notice, question.position = None, 0
    FREE.apply(question, by=by, update=["notice", "position"])


def publish_question(question: Question, *, number: int, by: User) -> None:
    """Give a question its public number; part of publishing its notice."""
    PUBLISH_QUESTION.check(question, by=by)
    question.number, question.told_at = number, portal_now()
    PUBLISH_QUESTION.apply(question, by=by, update=["number", "told_at"])


def _locked(question: Question) -> Question:
    """Call before question, everywhere in that order. A stopped call answers nothing any more."""
    call = lock(question.call)
    if call.state != Call.State.PUBLISHED:
        raise TransitionRefused(_("This call is not public any more."), code="call")
    question = lock(question)
    question.call = call
    return question


def _let_heir_follow(question: Question) -> None:
    """Others asked the same: one of their questions takes the place of the withdrawn one."""
    heir = question.duplicates.select_related("call", "phase").order_by("uuid").first()
    if heir is not None:
        question.duplicates.exclude(pk=heir.pk).update(merged_into=heir)
        _apart(heir, by=_portal())


def _apart(question: Question, *, by: User) -> Question:
    question.merged_into = None
    UNMERGE.apply(question, by=by, update=["merged_into"])
    waiting.questions_wait(question.phase)
    return question


def _settle(question: Question) -> None:
    waiting.question_settled(question)
    waiting.settle_questions(question.phase)


def _asker_decided(asker: Asker) -> None:
    waiting.asker_chose(askers.tag_of(asker))


def _portal() -> User:
    return User.objects.system(SYSTEM)
