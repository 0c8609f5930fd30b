"""Letting a colleague act in one's place: asked, accepted, withdrawn, or over by itself."""

from datetime import date, timedelta

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from calls import one_side
from calls.delegation import emails, permissions
from calls.delegation.models import Delegation
from calls.delegation.selectors import calls_of
from calls.models import Call
from portal.accounts.models import Organisation, User
from portal.accounts.services import lock_person, require_second_factor
from portal.audit.record import record
from portal.clock import portal_now, portal_today
from portal.look.wording import first_moment
from portal.models import PortalNow
from portal.work.models import Task
from portal.work.tasks_of import close_tasks, open_task
from portal.workflow import TransitionRefused, lock

LONGEST = timedelta(days=366)


@transaction.atomic
def ask(
    organisation: Organisation, *, delegate: User, call: Call | None, last_day: date, by: User
) -> Delegation:
    """Ask a colleague to act in one's place until `last_day`, that day included.

    Raises PermissionDenied, or TransitionRefused (code `day`, `officer`, `busy`).
    """
    organisation = lock(organisation)  # two who ask the same colleague wait for one another
    if not permissions.can_delegate(by, organisation):
        raise PermissionDenied("delegate")
    if call is not None and not calls_of(by).filter(pk=call.pk).exists():
        raise PermissionDenied("delegate")
    _require_day(last_day)
    if delegate.pk == by.pk or not permissions.can_stand_in(delegate, organisation):
        raise TransitionRefused(
            _("Choose a colleague who is no officer: an officer acts already, in their own name."),
            code="officer",
        )
    if Delegation.objects.open().filter(delegate=delegate).exists():
        raise TransitionRefused(
            _("This colleague was asked already, or acts for somebody. One person acts for one."),
            code="busy",
        )
    delegation = Delegation.objects.create(
        organisation=organisation,
        delegator=by,
        delegate=delegate,
        call=call,
        until=first_moment(last_day + timedelta(days=1)),
    )
    open_task(
        Task.Kind.ACCEPT_DELEGATION,
        delegate,
        subject=f"{by.name}: {call.reference if call else organisation.name}"[:200],
        url=reverse("delegation:mine"),
        key=task_key(delegation),
    )
    emails.queue_asked(delegation)
    _record("ask_delegate", delegation, by=by)
    return delegation


@transaction.atomic
def accept(delegation: Delegation, *, by: User) -> Delegation:
    """Act for a colleague from now on.

    Raises PermissionDenied, or TransitionRefused for who takes part in a call for a company: only
    they are told, so that nobody learns from it who has offered.
    """
    lock_person(by)
    delegation = lock(delegation)
    if not permissions.can_accept(by, delegation):
        raise PermissionDenied("accept_delegation")
    _require_open(delegation)
    if delegation.accepted_at is None:
        one = delegation.call
        calls = Call.objects.filter(pk=one.pk) if one else calls_of(delegation.delegator)
        one_side.require_free(by, calls)
        require_second_factor(by)
        delegation.accepted_at = portal_now()
        delegation.save(update_fields=["accepted_at"])
        close_tasks(task_key(delegation))
        emails.queue_accepted(delegation)
        _record("accept_delegation", delegation, by=by)
    return delegation


@transaction.atomic
def end(delegation: Delegation, *, by: User) -> Delegation:
    """Withdraw it, give it back or decline it; what was done with it stands.

    Raises PermissionDenied.
    """
    delegation = lock(delegation)
    if not permissions.can_end(by, delegation):
        raise PermissionDenied("end_delegation")
    if delegation.until > portal_now():
        delegation.until, delegation.ended_by = portal_now(), by
        delegation.save(update_fields=["until", "ended_by"])
        close_tasks(task_key(delegation))
        emails.queue_ended(delegation, by=by)
        _record("end_delegation", delegation, by=by)
    return delegation


def task_key(delegation: Delegation) -> str:
    """Of the task to accept."""
    return f"delegation:{delegation.pk}"


def _require_day(last_day: date) -> None:
    today = portal_today()
    if not today <= last_day <= today + LONGEST:
        raise TransitionRefused(
            _("Choose a last day from today on, and at most a year ahead."), code="day"
        )


def _require_open(delegation: Delegation) -> None:
    if not Delegation.objects.filter(pk=delegation.pk, until__gt=PortalNow()).exists():
        raise TransitionRefused(_("This has ended already."), code="ended")


def _record(action: str, delegation: Delegation, *, by: User) -> None:
    record(
        action,
        delegation.call or delegation.organisation,
        by=by,
        delegator=str(delegation.delegator.uuid),
        delegate=str(delegation.delegate.uuid),
        until=delegation.until.isoformat(),
    )
