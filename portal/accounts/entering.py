"""What forbids somebody a role at an authority or agency: the rooms above register it here.

A rule raises TransitionRefused with a text for the person alone who enters. It may tell them of
what only they and their company know, so nobody else reads it.
"""

from collections.abc import Callable

from portal.accounts.models import Organisation, User

Rule = Callable[[User, Organisation, str], None]
_rules: list[Rule] = []


def forbids(rule: Rule) -> Rule:
    """Register a rule on who may take which role at an organisation that asks."""
    _rules.append(rule)
    return rule


def check(user: User, organisation: Organisation, role: str) -> None:
    """Raise TransitionRefused where a rule forbids it; the caller has locked the person."""
    for rule in _rules:
        rule(user, organisation, role)
