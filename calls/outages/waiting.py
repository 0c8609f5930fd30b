"""Checking an extension after an outage waits on the officers who did not propose it."""

from django.urls import reverse

from calls.models import Call
from calls.outages.models import Outage
from calls.outages.permissions import can_approve_outage
from calls.waiting import officers_of
from portal.work.models import Task
from portal.work.tasks_of import close_tasks, open_task


def ask_to_check(outage: Outage) -> None:
    """Every officer who may approve it, once."""
    calls = Call.objects.filter(phases__outages__outage=outage).distinct()
    officers = {officer for call in calls for officer in officers_of(call)}
    for officer in sorted(officers, key=lambda user: user.pk):
        if can_approve_outage(officer, outage):
            open_task(
                Task.Kind.APPROVE_EXTENSION,
                officer,
                subject=", ".join(call.reference for call in calls),
                url=reverse("calls:outage", args=[outage.uuid]),
                key=f"{_key(outage)}{officer.pk}",
            )


def check_done(outage: Outage) -> None:
    """Nobody needs to check any more."""
    close_tasks(_key(outage), prefix=True)


def _key(outage: Outage) -> str:
    return f"outage:{outage.pk}:"
