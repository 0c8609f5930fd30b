"""Who may ask, answer and publish; when it may be done is for the transitions."""

from typing import Any

from calls import audience
from calls.apart import stands_apart
from calls.clarification import askers
from calls.clarification.models import Announcement, Notice, Question
from calls.delegation.behalf import hands
from calls.models import Call, Phase
from calls.permissions import is_officer, is_staff_of
from portal.accounts.models import Membership, Organisation, User
from portal.accounts.permissions import has_role

Role = Membership.Role


def can_ask(user: User, organisation: Organisation, phase: Phase) -> bool:
    """A signatory or editor of a company that may take part in the phase."""
    return (
        organisation.kind in Organisation.APPLICANTS
        and has_role(user, Role.SIGNATORY, Role.EDITOR, organisation=organisation)
        and audience.is_invited(organisation, phase)
    )


def can_read_own(user: User) -> bool:
    """Everybody of a company; which questions are theirs is found by askers.asked_by."""
    return has_role(user, Role.SIGNATORY, Role.EDITOR, Role.VIEWER)


def is_asker(user: User, question: Question) -> bool:
    """A signatory or editor of the company that asked this question."""
    companies = Organisation.objects.of(user).filter(
        memberships__user=user, memberships__role__in=[Role.SIGNATORY, Role.EDITOR]
    )
    return askers.asked_by(question.call, companies).filter(question=question).exists()


def can_withdraw(user: User, question: Question) -> bool:
    """Only the company that asked."""
    return is_asker(user, question)


def can_agree_to_publish(user: User, question: Question) -> bool:
    """Only the company that asked."""
    return is_asker(user, question)


def can_manage(user: User, call: Call) -> bool:
    """Officers: the list of questions, assigning, merging, notices."""
    return is_officer(user, call)


def can_manage_question(user: User, question: Question) -> bool:
    """Officers of the call."""
    return can_manage(user, question.call)


def can_answer(user: User, question: Question) -> bool:
    """Officers, and the colleague to whom it was assigned as long as they work on the call."""
    return is_officer(user, question.call) or (
        question.assigned_to_id == user.pk and is_staff_of(user, question.call)
    )


def can_deliver(user: User, question: Question) -> bool:
    """An officer who did not write the answer: nobody approves own work (BIO2, REQ-24)."""
    own = hands(user, question.call)
    wrote = question.authors.filter(user_id__in=own).exists()
    return is_officer(user, question.call) and not wrote


def can_write_notice(user: User, notice: Notice) -> bool:
    """Officers of the call."""
    return is_officer(user, notice.call)


def can_write_announcement(user: User, announcement: Announcement) -> bool:
    """Officers of the call."""
    return is_officer(user, announcement.call)


def is_notice_author(user: Any, notice: Notice) -> bool:
    """Who wrote on the notice, on an answer or on an announcement in it."""
    return (
        notice.authors.filter(user_id=user.pk).exists()
        or notice.questions.filter(authors__user_id=user.pk).exists()
        or notice.announcements.filter(written_by_id=user.pk).exists()
    )


def can_approve_notice(user: User, notice: Notice) -> bool:
    """An officer who wrote nothing in it nor judges: nobody approves own work (BIO2, REQ-24)."""
    may = is_officer(user, notice.call) and not is_notice_author(user, notice)
    return may and not stands_apart(user, notice.call)


def is_the_portal(user: User, notice: Notice) -> bool:
    """Publishing itself is done by the job that an approval starts."""
    return user.is_system


def follows_its_notice(user: User, question: Question) -> bool:
    """A question is chosen, freed and published with its notice; that asked who may."""
    return True
