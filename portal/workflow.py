"""The one pattern for every change of state: who, from where, when, write (docs/architecture.md).

A transition is declared once, in an app's transitions.py, and checked and applied by the function
that carries its name. Buttons on pages ask the same object, so page and rule cannot disagree.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, TypeVar

from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.utils.translation import gettext as _

from portal.audit.record import record

Object = TypeVar("Object", bound=Model)


class TransitionRefused(Exception):
    """A move that the rules refuse now. The text is for the person: what was kept, what to do."""

    def __init__(self, message: str, *, code: str = "refused") -> None:
        super().__init__(message)
        self.message = message
        self.code = code


@dataclass(frozen=True)
class Transition:
    """One arrow: its name, the states it leaves from, the state it leads to, and who may go it."""

    name: str
    sources: frozenset[str]
    target: str
    allowed: Callable[[Any, Any], bool]

    def is_offered(self, obj: Any, *, by: Any) -> bool:
        """Whether a page shows this move to this person: who and from where, not when."""
        return obj.state in self.sources and self.allowed(by, obj)

    def check(self, obj: Any, *, by: Any) -> None:
        """Raise PermissionDenied (who) or TransitionRefused (from where), in that order."""
        if not self.allowed(by, obj):
            raise PermissionDenied(self.name)
        if obj.state not in self.sources:
            raise TransitionRefused(
                _("This can no longer be done: the status is now “%(state)s”. Nothing was changed.")
                % {"state": obj.get_state_display()},
                code="state",
            )

    def apply(self, obj: Any, *, by: Any, update: Iterable[str] = (), **data: Any) -> None:
        """Write the state and its audit line; the caller holds the transaction and the lock."""
        before = obj.state
        obj.state = self.target
        obj.save(update_fields=["state", *update])
        record(self.name, obj, by=by, before=before, after=self.target, **data)


def lock(obj: Object, *related: str) -> Object:
    """Read a row again, locked until the transaction ends: every decision reads the locked row.

    What is `related` to it is read along, and not locked.
    """
    rows = type(obj)._default_manager.select_for_update(of=("self",))
    return (rows.select_related(*related) if related else rows).get(pk=obj.pk)
