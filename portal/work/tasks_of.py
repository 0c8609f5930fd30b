"""Tasks of people: opened and closed by the transitions that make them wait or set them free."""

import functools
import operator
from collections.abc import Callable, Iterable
from datetime import datetime

from django.db.models import Q
from django.utils import translation

from portal.accounts.models import User
from portal.models import PortalNow
from portal.work.models import Task


def open_task(
    kind: str, holder: User, *, subject: str, url: str, key: str, due_at: datetime | None = None
) -> None:
    """Let something wait on a person. The same key opens one task, and opens it again if closed."""
    _open([Task(kind=kind, holder=holder, subject=subject, url=url, unique_key=key, due_at=due_at)])


def open_tasks(
    kind: str,
    people: Iterable[User],
    *,
    subject: Callable[[], str],
    url: str,
    key: str,
    due_at: datetime | None = None,
) -> None:
    """Let one thing wait on several people, its subject in the language of each.

    `key` is the beginning that their tasks share, by which `close_tasks` closes them all.
    """
    tasks = []
    for person in dict.fromkeys(people):
        with translation.override(person.language):
            words = subject()
        task = Task(
            kind=kind, holder=person, subject=words, url=url,
            unique_key=f"{key}{person.pk}", due_at=due_at,
        )  # fmt: skip
        tasks.append(task)
    _open(tasks)


def _open(tasks: list[Task]) -> None:
    """Write them at once. What was closed waits from now on; what was open has waited already."""
    for task in tasks:
        task.subject = task.subject[:200]
    keys = [task.unique_key for task in tasks]
    closed = Task.objects.filter(unique_key__in=keys).exclude(closed_at=None)
    closed.update(opened_at=PortalNow())
    Task.objects.bulk_create(
        tasks,
        update_conflicts=True,
        unique_fields=["unique_key"],
        update_fields=["kind", "holder", "subject", "url", "due_at", "closed_at"],
    )


def close_tasks(*keys: str, prefix: bool = False) -> int:
    """Close the tasks with these keys, or all whose key begins with one; return how many."""
    lookup = "unique_key__startswith" if prefix else "unique_key"
    match = functools.reduce(operator.or_, (Q((lookup, key)) for key in keys))
    return Task.objects.filter(match, closed_at=None).update(closed_at=PortalNow())


def move_due(key_prefix: str, due_at: datetime) -> int:
    """A deadline moved: open tasks under this prefix get the new one."""
    return Task.objects.filter(closed_at=None, unique_key__startswith=key_prefix).update(
        due_at=due_at
    )
