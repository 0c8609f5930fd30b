"""Tasks of people: opened and closed by the transitions that make them wait or set them free."""

from collections.abc import Callable, Iterable
from datetime import datetime

from django.utils import translation

from portal.accounts.models import User
from portal.models import PortalNow
from portal.work.models import Task


def open_task(
    kind: str, holder: User, *, subject: str, url: str, key: str, due_at: datetime | None = None
) -> Task:
    """Let something wait on a person. The same key opens one task, and opens it again if closed."""
    Task.objects.filter(unique_key=key).exclude(closed_at=None).update(opened_at=PortalNow())
    task, _is_new = Task.objects.update_or_create(
        unique_key=key,
        defaults={
            "kind": kind,
            "holder": holder,
            "subject": subject[:200],
            "url": url,
            "due_at": due_at,
            "closed_at": None,
        },
    )
    return task


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
    for person in people:
        with translation.override(person.language):
            open_task(
                kind, person, subject=subject(), url=url, key=f"{key}{person.pk}", due_at=due_at
            )


def close_tasks(key: str, *, prefix: bool = False) -> int:
    """Close the task with this key, or all whose key begins with it; return how many."""
    match = {"unique_key__startswith": key} if prefix else {"unique_key": key}
    return Task.objects.filter(closed_at=None, **match).update(closed_at=PortalNow())


def move_due(key_prefix: str, due_at: datetime) -> int:
    """A deadline moved: open tasks under this prefix get the new one."""
    return Task.objects.filter(closed_at=None, unique_key__startswith=key_prefix).update(
        due_at=due_at
    )
