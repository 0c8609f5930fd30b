"""Roles on one call: offered, taken, ended. Each is an audit line and holds at once."""

from datetime import date, timedelta

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from calls import one_side
from calls.models import Call, CallRole
from calls.permissions import is_officer
from calls.roles import permissions
from calls.roles.models import RoleOffer
from calls.waiting import officers_of
from portal.accounts.models import User
from portal.accounts.services import lock_person, require_second_factor
from portal.audit.record import record
from portal.clock import portal_now, portal_today
from portal.look.wording import first_moment
from portal.mail.outbox import queue_mail
from portal.work.models import Task
from portal.work.tasks_of import close_tasks, open_task
from portal.workflow import TransitionRefused, lock


@transaction.atomic
def offer(call: Call, user: User, role: str, *, last_day: date | None, by: User) -> RoleOffer:
    """Ask somebody to take a role on this call, until the end of `last_day` or further notice.

    Raises PermissionDenied, or TransitionRefused (code `day`, `self`).
    """
    call = lock(call)
    if role not in RoleOffer.GIVEN or not permissions.can_give(by, call):
        raise PermissionDenied("offer_role")
    if not permissions.can_be_asked(user, call):
        raise PermissionDenied("offer_role")
    if user.pk == by.pk:
        raise TransitionRefused(_("Nobody gives themselves a role."), code="self")
    if last_day is not None and last_day < portal_today():
        raise TransitionRefused(_("This day is past already."), code="day")
    until = first_moment(last_day + timedelta(days=1)) if last_day else None
    made, is_new = RoleOffer.objects.update_or_create(
        call=call, user=user, role=role, accepted_at=None, closed_at=None,
        defaults={"until": until, "offered_by": by},
    )  # fmt: skip
    if is_new:
        open_task(
            Task.Kind.TAKE_ROLE,
            user,
            subject=f"{call.reference} {call.title}"[:200],
            url=reverse("roles:answer", args=[made.uuid]),
            key=task_key(made),
        )
        queue_mail("role_offered", to=user, key=str(made.uuid), context={"offer": made})
        record("offer_role", call, by=by, person=str(user.uuid), role=role)
    return made


@transaction.atomic
def accept(offered: RoleOffer, *, by: User) -> CallRole:
    """Take the role; a second factor is required from here on.

    Raises PermissionDenied, or TransitionRefused for who takes part for a company (`both_sides`)
    and for an offer that is closed or over.
    """
    lock_person(by)
    offered = lock(offered)
    if not permissions.can_answer(by, offered):
        raise PermissionDenied("accept_role")
    _require_open(offered)
    one_side.require_free(by, Call.objects.filter(pk=offered.call_id))
    require_second_factor(by)
    offered.accepted_at = portal_now()
    offered.save(update_fields=["accepted_at"])
    role, _is_new = CallRole.objects.update_or_create(
        call=offered.call, user=by, role=offered.role, defaults={"until": offered.until}
    )
    close_tasks(task_key(offered))
    record("accept_role", offered.call, by=by, role=offered.role)
    return role


@transaction.atomic
def close(offered: RoleOffer, *, by: User) -> None:
    """Say no, or take the offer back. Raises PermissionDenied."""
    offered = lock(offered)
    if not (permissions.can_answer(by, offered) or permissions.can_take_back(by, offered)):
        raise PermissionDenied("close_role_offer")
    if offered.accepted_at is None and offered.closed_at is None:
        offered.closed_at = portal_now()
        offered.save(update_fields=["closed_at"])
        close_tasks(task_key(offered))
        record(
            "close_role_offer", offered.call, by=by, person=str(offered.user.uuid),
            role=offered.role,
        )  # fmt: skip


@transaction.atomic
def end(role: CallRole, *, by: User) -> CallRole:
    """Take a role away, or give it back; what was done with it stands.

    Raises PermissionDenied, or TransitionRefused where no officer would be left on the call.
    """
    lock(role.call)
    role = lock(role)
    if not permissions.can_end(by, role):
        raise PermissionDenied("end_call_role")
    if role.role == CallRole.Role.OFFICER and not any(
        is_officer(person, role.call)
        for person in officers_of(role.call)
        if person.pk != role.user_id
    ):
        raise TransitionRefused(
            _("No officer would be left on this call. Give the role to somebody else first."),
            code="last",
        )
    if role.until is None or role.until > portal_now():
        role.until = portal_now()
        role.save(update_fields=["until"])
        record("end_call_role", role.call, by=by, person=str(role.user.uuid), role=role.role)
    return role


def task_key(offered: RoleOffer) -> str:
    """Of the task to answer."""
    return f"role:{offered.uuid}"


def _require_open(offered: RoleOffer) -> None:
    is_over = offered.until is not None and offered.until <= portal_now()
    if offered.accepted_at or offered.closed_at or is_over:
        raise TransitionRefused(_("This is no longer asked of you."), code="closed")
