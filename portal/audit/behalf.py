"""For whom, or with whose hands, somebody acts: said on every audit line, beside the actor.

A room registers what it knows: that an officer has lent their place, that support staff is at the
keyboard. The line then names both, as ids of people.
"""

from collections.abc import Callable, Iterable
from typing import Any

from portal.accounts.models import User

Rule = Callable[[Any, str], dict[str, str]]
_rules: list[Rule] = []
KEYS = ("for", "support")


def names_for(rule: Rule) -> Rule:
    """Register what a line of this actor about this call says more: {key: id of a person}."""
    _rules.append(rule)
    return rule


def behind(actor: Any, call_ref: str) -> dict[str, str]:
    """What the line of this actor says more."""
    found: dict[str, str] = {}
    for rule in _rules:
        found |= rule(actor, call_ref)
    return found


def people_named(events: Iterable[Any]) -> dict[str, str]:
    """The names of everybody whom these lines name beside the actor, by their id, in one query."""
    ids = {event.data[key] for event in events for key in KEYS if key in event.data}
    if not ids:
        return {}
    rows = User.objects.filter(uuid__in=ids).values_list("uuid", "name", "email")
    return {str(found): name or email for found, name, email in rows}
