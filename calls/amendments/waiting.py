"""Tasks of officers on an amendment."""

from django.urls import reverse

from calls.amendments.models import Amendment
from calls.waiting import officers_of
from portal.work.models import Task
from portal.work.tasks_of import close_tasks, open_task


def ask_to_check(amendment: Amendment) -> None:
    """Every officer who did not write on it may publish it."""
    call = amendment.call
    writers = set(amendment.writers.values_list("pk", flat=True))
    for officer in officers_of(call):
        if officer.pk not in writers:
            open_task(
                Task.Kind.APPROVE_AMENDMENT,
                officer,
                subject=f"{call.reference} {amendment.title}",
                url=reverse("calls:amendment", args=[call.reference, amendment.uuid]),
                key=f"{_key(amendment)}{officer.pk}",
            )


def check_done(amendment: Amendment) -> None:
    """Nobody needs to check any more."""
    close_tasks(_key(amendment), prefix=True)


def _key(amendment: Amendment) -> str:
    return f"amendment:{amendment.call_id}:{amendment.pk}:"
