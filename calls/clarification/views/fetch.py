"""How the pages of this room find what they show: what a person may not see is not there (404)."""

from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404

from calls import audience
from calls.clarification import askers, permissions
from calls.clarification.models import Announcement, Asker, Notice, Question
from calls.clarification.selectors import own_questions
from calls.models import Call
from calls.permissions import is_staff_of
from calls.views.fetch import public_call, staff_call
from portal.accounts.models import Organisation, User
from portal.accounts.requests import SignedInRequest


def desk_call(request: SignedInRequest, reference: str) -> Call:
    """A call whose questions this person manages; 403 for others who work on it."""
    call = staff_call(request, reference)
    if not permissions.can_manage(request.user, call):
        raise PermissionDenied("manage_questions")
    return call


def desk_question(request: SignedInRequest, reference: str, uuid: UUID) -> Question:
    """A question for an officer, or for the colleague to whom it was assigned."""
    call = staff_call(request, reference)
    is_officer = permissions.can_manage(request.user, call)
    question = get_object_or_404(
        own_questions(call, request.user, is_officer=is_officer), uuid=uuid
    )
    question.call = question.phase.call = call
    return question


def managed_question(request: SignedInRequest, reference: str, uuid: UUID) -> Question:
    """A question for an officer alone; 403 for the colleague who only answers it."""
    question = desk_question(request, reference, uuid)
    if not permissions.can_manage_question(request.user, question):
        raise PermissionDenied("manage_questions")
    return question


def desk_notice(request: SignedInRequest, reference: str, uuid: UUID) -> Notice:
    """A notice in whatever state, for the officers of its call."""
    call = desk_call(request, reference)
    notice = get_object_or_404(Notice.objects.select_related("phase"), call=call, uuid=uuid)
    notice.call = notice.phase.call = call
    return notice


def desk_announcement(request: SignedInRequest, reference: str, uuid: UUID) -> Announcement:
    """An announcement, for the officers of its call."""
    call = desk_call(request, reference)
    announcement = get_object_or_404(
        Announcement.objects.select_related("phase", "notice"), call=call, uuid=uuid
    )
    announcement.call = announcement.phase.call = call
    return announcement


def public_notice(user: Any, reference: str, number: int) -> Notice:
    """A published notice; that of a phase one is invited to, for those invited and for staff."""
    call = public_call(reference)
    notice = get_object_or_404(
        Notice.objects.published().select_related("phase", "pdf"), call=call, number=number
    )
    notice.call = notice.phase.call = call
    if not (audience.is_let_in(user, notice.phase) or works_on(user, call)):
        raise Http404
    return notice


def works_on(user: Any, call: Call) -> bool:
    """Whether somebody, logged in or not, works on the call."""
    return bool(user.is_authenticated) and is_staff_of(user, call)


def own_asker(request: SignedInRequest, reference: str, key: UUID) -> Asker:
    """A question of one's own company."""
    call = public_call(reference)
    asked = askers.asked_by(call, Organisation.objects.of(request.user))
    return get_object_or_404(asked, key=key)


def companies_of(user: User, call: Call) -> list[Organisation]:
    """The companies for which this person may ask something about some phase of the call."""
    phases = [phase for phase in call.phases.all() if phase.takes_offers]
    return [
        company
        for company in Organisation.objects.of(user)
        if any(permissions.can_ask(user, company, phase) for phase in phases)
    ]
