"""Offers that an officer does not see because of an interest: the room above knows of which.

It registers a rule that gives the offers (proposals) of which somebody sees nothing.
"""

from collections.abc import Callable
from typing import Any

from django.db.models import Q

Rule = Callable[[Any], Q]
_rules: list[Rule] = []


def recuses(rule: Rule) -> Rule:
    """Register which proposals are kept from a person."""
    _rules.append(rule)
    return rule


def kept_from(user: Any) -> Q:
    """The proposals of which this person sees nothing; none when nothing was declared."""
    found = Q(pk__in=[])
    if not getattr(user, "is_authenticated", False):
        return found
    for rule in _rules:
        found |= rule(user)
    return found
