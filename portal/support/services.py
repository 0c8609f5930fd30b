"""Asking to act as somebody, saying yes, and ending it."""

from datetime import timedelta

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.accounts.models import User
from portal.audit.record import record
from portal.mail.outbox import queue_mail
from portal.support import permissions
from portal.support.models import LONGEST, SupportSession
from portal.work.models import Task
from portal.work.tasks_of import close_tasks, open_task
from portal.workflow import TransitionRefused, lock


@transaction.atomic
def ask(*, email: str, reason: str, by: User) -> SupportSession:
    """Ask a person whether one may act as them; nothing happens before their yes.

    Raises PermissionDenied, or TransitionRefused for an address without an account.
    """
    if not permissions.can_ask(by):
        raise PermissionDenied("ask_support")
    user = User.objects.filter(email__iexact=email, is_active=True, is_system=False).first()
    if user is None or user.pk == by.pk:
        raise TransitionRefused(_("We know no account with this address."), code="unknown")
    session = SupportSession.objects.create(operator=by, user=user, reason=reason)
    open_task(
        Task.Kind.ANSWER_SUPPORT,
        user,
        subject=by.name[:200],
        url=reverse("support:answer", args=[session.uuid]),
        key=_task_key(session),
    )
    queue_mail("support_asked", to=user, key=str(session.uuid), context={"session": session})
    record("ask_support", user, by=by, session=str(session.uuid))
    return session


@transaction.atomic
def consent(session: SupportSession, *, minutes: int, may_write: bool, by: User) -> SupportSession:
    """Let the operator act as oneself from now on.

    Raises PermissionDenied, or TransitionRefused where it is over or asked for longer than an hour.
    """
    session = lock(session)
    if not permissions.can_consent(by, session):
        raise PermissionDenied("consent_support")
    if session.consented_at or session.ended_at:
        raise TransitionRefused(_("This is no longer asked of you."), code="over")
    if not 0 < minutes <= LONGEST.seconds // 60:
        raise TransitionRefused(_("At most one hour."), code="long")
    session.consented_at = timezone.now()
    session.ends_at = session.consented_at + timedelta(minutes=minutes)
    session.may_write = may_write
    session.save(update_fields=["consented_at", "ends_at", "may_write"])
    close_tasks(_task_key(session))
    queue_mail("support_begun", to=by, key=str(session.uuid), context={"session": session})
    record(
        "consent_support", by, by=by, operator=str(session.operator.uuid), minutes=minutes,
        writing=may_write,
    )  # fmt: skip
    return session


@transaction.atomic
def end(session: SupportSession, *, by: User) -> SupportSession:
    """Stop it at once, or say no. Raises PermissionDenied."""
    if not permissions.can_end(by, session):
        raise PermissionDenied("end_support")
    return _close(lock(session), by=by)


@transaction.atomic
def end_those_over() -> int:
    """Close what ran out, so that the person gets the mail; return how many.

    Nobody waits for this: a session gives nothing from its last moment on.
    """
    over = SupportSession.objects.select_for_update().filter(
        ended_at=None, ends_at__lte=timezone.now()
    )
    sessions = list(over)
    for session in sessions:
        _close(session, by=User.objects.system("support"))
    return len(sessions)


def _close(session: SupportSession, *, by: User) -> SupportSession:
    if session.ended_at is None:
        session.ended_at = timezone.now()
        session.save(update_fields=["ended_at"])
        close_tasks(_task_key(session))
        if session.consented_at is not None:
            context = {"session": session}
            queue_mail("support_ended", to=session.user, key=str(session.uuid), context=context)
        record("end_support", session.user, by=by, session=str(session.uuid))
    return session


def _task_key(session: SupportSession) -> str:
    return f"support:{session.uuid}"
