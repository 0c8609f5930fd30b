"""Asking for a copy, asking to be erased, and letting copies go."""

from calendar import monthrange
from datetime import datetime

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from archive.persons.models import ErasureRequest, PersonalExport
from portal.accounts.models import Membership, User
from portal.audit.record import record
from portal.clock import portal_now
from portal.files import store
from portal.models import CURRENT
from portal.work.jobs import start_job
from portal.work.models import Task
from portal.work.tasks_of import open_tasks
from portal.workflow import TransitionRefused

EXPORT = "archive.personal_export"  # the kind of job that makes a copy; it has one unit


@transaction.atomic
def ask_for_copy(user: User) -> PersonalExport:
    """Ask for a copy of everything about oneself. Raises TransitionRefused while one is made."""
    user = _locked(user)
    if PersonalExport.objects.filter(user=user, made_at=None).exists():
        raise TransitionRefused(_("Your copy is being made already."), code="busy")
    export = PersonalExport.objects.create(user=user)
    start_job(EXPORT, export.pk, ["zip"], by=user)
    record("ask_personal_export", export, by=user)
    return export


@transaction.atomic
def let_copies_go() -> int:
    """Remove the copies whose days are over; return how many."""
    over = PersonalExport.objects.filter(expires_at__lte=portal_now(), file__isnull=False)
    exports = list(over.select_related("file").select_for_update(of=("self",)))
    for export in exports:
        remove_copy(export)
    return len(exports)


def remove_copy(export: PersonalExport) -> None:
    """Take the file of a copy away, its bytes after the commit."""
    if export.file is None:
        return
    name = store.destroy(export.file)
    export.file = None
    export.save(update_fields=["file"])
    transaction.on_commit(lambda: store.remove_bytes(name))


@transaction.atomic
def ask_for_erasure(user: User, *, words: str = "") -> ErasureRequest:
    """Ask to be erased. Raises TransitionRefused while an earlier request waits."""
    user = _locked(user)
    if ErasureRequest.objects.filter(user=user, state__in=ErasureRequest.OPEN).exists():
        raise TransitionRefused(_("You have asked already."), code="asked")
    request = ErasureRequest.objects.create(
        user=user, words=words, due_at=_a_month_after(portal_now())
    )
    ask_operators(request)
    record("ask_erasure", request, by=user)
    return request


def ask_operators(request: ErasureRequest, *, but: User | None = None) -> None:
    """It waits on every operator who may answer."""
    memberships = Membership.objects.filter(CURRENT, role=Membership.Role.OPERATOR)
    people = User.objects.filter(pk__in=memberships.values("user"), is_active=True)
    people = people.exclude(pk__in=[request.user_id, *([but.pk] if but else [])])
    open_tasks(
        Task.Kind.ANSWER_ERASURE,
        people,
        subject=lambda: str(request.uuid)[:8],
        url=reverse("persons:judge", args=[request.uuid]),
        key=f"erasure:{request.pk}:",
        due_at=request.due_at,
    )


def _locked(user: User) -> User:
    """The row of who is logged in, which a request holds back until it is needed."""
    return User.objects.select_for_update().get(pk=user.pk)


def _a_month_after(moment: datetime) -> datetime:
    """The same day of the next month, or its last."""
    year, month = divmod(moment.year * 12 + moment.month, 12)
    return moment.replace(
        year=year, month=month + 1, day=min(moment.day, monthrange(year, month + 1)[1])
    )
