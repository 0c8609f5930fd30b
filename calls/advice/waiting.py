"""On whom a request for advice waits: tasks of the advisers and of who asked."""

from django.urls import reverse

from calls.advice.models import AdviceRequest
from calls.advice.permissions import current_advisers
from portal.accounts.models import User
from portal.work.models import Task
from portal.work.tasks_of import close_tasks, open_task


def advisers_of(request: AdviceRequest) -> list[User]:
    """The adviser who took it up; before that, every adviser of the agency."""
    if request.adviser is not None:
        return [request.adviser]
    return list(current_advisers(request.agency).order_by("id"))


def askers_of(request: AdviceRequest) -> list[User]:
    """Who asked, and the colleagues who wrote along."""
    wrote = request.messages.filter(is_from_adviser=False).values_list("by", flat=True)
    return list(User.objects.filter(pk__in={request.asked_by_id, *wrote}, is_active=True))


def wait_for_advisers(request: AdviceRequest) -> None:
    """The expertise centre is to act; nobody else."""
    stop_waiting(request)
    for adviser in advisers_of(request):
        _open(request, adviser, Task.Kind.ANSWER_REQUEST)


def wait_for_askers(request: AdviceRequest) -> None:
    """The officers are to read and go on; nobody else."""
    stop_waiting(request)
    for officer in askers_of(request):
        _open(request, officer, Task.Kind.READ_ADVICE)


def stop_waiting(request: AdviceRequest) -> None:
    """Nobody needs to act."""
    close_tasks(f"advice-request:{request.pk}:", prefix=True)


def _open(request: AdviceRequest, holder: User, kind: str) -> None:
    open_task(
        kind,
        holder,
        subject=request.subject,
        url=reverse("advice:request", args=[request.uuid]),
        key=f"advice-request:{request.pk}:{holder.pk}:{kind}",
    )
