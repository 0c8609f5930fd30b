"""Reads of questions and notices that pages, rules and mails share. None of them knows an asker."""

from datetime import datetime
from typing import Any

from django.db.models import Count, Q, QuerySet

from calls import audience
from calls.clarification import windows
from calls.clarification.models import Announcement, Notice, Question
from calls.models import Call, CallRole, Phase
from calls.selectors import possible_openers
from portal.accounts.models import User
from portal.models import PortalNow

State = Question.State
UNANSWERED = (State.OPEN, State.ASSIGNED)
UNDER_HAND = (*UNANSWERED, State.ANSWERED, State.IN_NOTICE)


def phases_taking_questions(call: Call, now: datetime) -> list[Phase]:
    """The phases of a call in which somebody may ask something now, in time or late."""
    phases = []
    for phase in call.phases.all():
        phase.call = call
        if windows.window(phase, now) in {"open", "late"}:
            phases.append(phase)
    return phases


def questions_of(call: Call) -> QuerySet[Question]:
    """All questions of a call for its officers, by day and then in a random order."""
    return (
        Question.objects.filter(call=call)
        .select_related("phase", "assigned_to", "merged_into", "notice__call")
        .annotate(duplicate_count=Count("duplicates"))
        .order_by("asked_on", "uuid")  # said again: counting drops the order of the model
    )


def own_questions(call: Call, user: User, *, is_officer: bool) -> QuerySet[Question]:
    """What this member of the staff may read: officers all, others what was assigned to them."""
    questions = questions_of(call)
    return questions if is_officer else questions.filter(assigned_to=user)


def ready_for_notice(notice: Notice) -> QuerySet[Question]:
    """Answered questions of its phase that may be chosen for a notice."""
    return Question.objects.filter(
        phase=notice.phase, state=State.ANSWERED, is_confidential=False
    ).order_by("asked_on", "uuid")


def free_announcements(notice: Notice) -> QuerySet[Announcement]:
    """Announcements of its phase that are in no notice yet."""
    return Announcement.objects.filter(phase=notice.phase, notice=None)


def chosen_questions(notice: Notice) -> list[Question]:
    """The questions in a notice, in its order."""
    return list(notice.questions.select_related("call").order_by("position", "uuid"))


def chosen_announcements(notice: Notice) -> list[Announcement]:
    """The announcements in a notice, in its order."""
    return list(notice.announcements.select_related("call").order_by("position", "pk"))


def notices_for(user: Any, call: Call, *, is_staff: bool = False) -> list[Notice]:
    """Published notices of a call that this reader may see, the newest first."""
    notices = (
        Notice.objects.published()
        .filter(call=call)
        .select_related("phase", "pdf")
        .order_by("-number")
    )
    let_in: dict[int, bool] = {}
    for notice in notices:
        if notice.phase_id not in let_in:
            let_in[notice.phase_id] = is_staff or audience.is_let_in(user, notice.phase)
    return [notice for notice in notices if let_in[notice.phase_id]]


def colleagues_of(call: Call) -> QuerySet[User]:
    """To whom a question may be assigned: officers, and everybody with a role on the call."""
    current = Q(call_roles__until=None) | Q(call_roles__until__gt=PortalNow())
    with_role = User.objects.filter(
        current, call_roles__call=call, call_roles__role__in=CallRole.Role.values
    )
    return User.objects.filter(
        Q(pk__in=possible_openers(call).values("pk")) | Q(pk__in=with_role.values("pk")),
        is_active=True,
    ).order_by("name", "pk")


def desk_officers(call: Call) -> list[User]:
    """On whom the questions of a call wait: who wrote on it or was asked in as officer."""
    roles = [CallRole.Role.AUTHOR, CallRole.Role.OFFICER]
    current = Q(call_roles__until=None) | Q(call_roles__until__gt=PortalNow())
    named = User.objects.filter(
        current, call_roles__call=call, call_roles__role__in=roles, is_active=True
    ).distinct()
    return list(named.order_by("pk")) or list(possible_openers(call).order_by("pk"))
