"""Tasks of people: a year after they were closed."""

from collections.abc import Iterable
from datetime import date

from django.utils.translation import gettext as _

from archive.retention.disposal.kind import Due, Kind
from archive.retention.disposal.terms import due_on
from portal.accounts.models import Organisation
from portal.keeping import Trigger
from portal.look.wording import AMSTERDAM
from portal.work.models import Task

CODE = "work"


def due(owner: Organisation, today: date) -> list[Due]:
    """Each task that was closed so long ago; by its kind and day, not by whose it was."""
    found = []
    closed = Task.objects.filter(closed_at__isnull=False).order_by("closed_at", "pk")
    for pk, kind, at in closed.values_list("pk", "kind", "closed_at"):
        if at is None:
            continue
        closed_on = at.astimezone(AMSTERDAM).date()
        if (day := due_on(CODE, Trigger.CLOSED, closed_on)) > today:
            break  # the rest is younger
        found.append(Due(pk, f"{kind} {closed_on:%Y-%m-%d}", day))
    return found


def hold(task_ids: Iterable[int]) -> dict[int, str]:
    """One that was opened again meanwhile stays."""
    tasks = Task.objects.filter(pk__in=list(task_ids)).order_by("pk")
    again = [each.pk for each in tasks.select_for_update(of=("self",)) if each.closed_at is None]
    return dict.fromkeys(again, _("It waits on somebody again."))


def destroy(task_id: int) -> list[str]:
    """The whole row."""
    Task.objects.filter(pk=task_id).delete()
    return []


TASKS = Kind(code=CODE, is_platform=True, at_once=200, due=due, hold=hold, destroy=destroy)
