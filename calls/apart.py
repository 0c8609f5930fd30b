"""Who judges in a call does not also approve, open or decide in it (Directive 2014/24 article 24).

The rooms above know who judges; they register it here, as they register who is involved.
"""

from collections.abc import Callable

from calls.models import Call
from portal.accounts.models import User

Rule = Callable[[User, Call], bool]
_rules: list[Rule] = []


def judges(rule: Rule) -> Rule:
    """Register a rule that tells whether somebody judges, or has too heavy an interest."""
    _rules.append(rule)
    return rule


def stands_apart(user: User, call: Call) -> bool:
    """Whether this person may not approve, open or decide in this call."""
    return any(rule(user, call) for rule in _rules)
