"""Whom a phase concerns. Rooms above this one name the people and companies that they know of.

A room registers here when it is started (its AppConfig), so that a change in this room can tell
everybody in one transaction without knowing about offers.
"""

from collections.abc import Callable
from typing import Any

from django.db.models import Q, QuerySet

from calls.models import Phase
from portal.accounts.models import Organisation, User

People = Callable[[Phase], QuerySet[User]]
Companies = Callable[[Phase], QuerySet[Organisation]]
_people: dict[str, tuple[People, bool]] = {}
_invited: dict[str, Companies] = {}


def tell_people(name: str, people: People, *, of_open_phases_only: bool = False) -> None:
    """Register who hears of what changes in a phase.

    Followers of a call hear of phases that are open to all, not of those one is invited to.
    """
    _people[name] = (people, of_open_phases_only)


def let_in(name: str, companies: Companies) -> None:
    """Register which companies were invited into a phase that is not open to all."""
    _invited[name] = companies


def people_concerned(phase: Phase) -> QuerySet[User]:
    """Everybody who was registered for this phase, each once, in an order that says nothing."""
    wanted = Q(pk__in=[])
    for people, of_open_phases_only in _people.values():
        if is_open_to_all(phase) or not of_open_phases_only:
            wanted |= Q(pk__in=people(phase).values("pk"))
    return User.objects.filter(wanted, is_active=True)


def is_open_to_all(phase: Phase) -> bool:
    """Whether anybody may enter this phase, and so may read all that is said about it."""
    return phase.entry == Phase.Entry.OPEN


def is_invited(organisation: Organisation, phase: Phase) -> bool:
    """Whether this company may take part: anybody where a phase is open, else those invited."""
    return is_open_to_all(phase) or any(
        companies(phase).filter(pk=organisation.pk).exists() for companies in _invited.values()
    )


def is_let_in(user: Any, phase: Phase) -> bool:
    """Whether this person belongs to a company that may take part."""
    if is_open_to_all(phase):
        return True
    if not user.is_authenticated:
        return False
    own = Organisation.objects.of(user).values("pk")
    return any(companies(phase).filter(pk__in=own).exists() for companies in _invited.values())
