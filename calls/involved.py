"""Who is involved in a call, and what waits on them: each room tells its own part.

A room above registers functions here, as it registers kinds of jobs, so that stopping a call
reaches everybody in the one transaction that stops it, and this room need not know who they are.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.db.models import Q

from calls.models import Call
from portal.accounts.models import User
from portal.clock import portal_now
from portal.work.models import Task


@dataclass(frozen=True)
class Follower:
    """Somebody without an account who asked to be told; `name` may be empty."""

    email: str
    language: str


PeopleOf = Callable[[Call], Iterable[User]]
FollowersOf = Callable[[Call], Iterable[Follower]]
KeysOf = Callable[[Call], Iterable[str]]
_people: list[PeopleOf] = []
_followers: list[FollowersOf] = []
_task_keys: list[KeysOf] = []


def involves(people: PeopleOf) -> PeopleOf:
    """Register who of a room is involved in a call."""
    _people.append(people)
    return people


def follows(followers: FollowersOf) -> FollowersOf:
    """Register who asked to be told of a call without having an account."""
    _followers.append(followers)
    return followers


def waits(task_keys: KeysOf) -> KeysOf:
    """Register what the keys of a room's tasks of one call begin with."""
    _task_keys.append(task_keys)
    return task_keys


def people_of(call: Call) -> list[User]:
    """Everybody with an account who is involved, each once, whatever their parts."""
    found = {user.pk: user for people in _people for user in people(call) if user.is_active}
    return [found[pk] for pk in sorted(found)]


def followers_of(call: Call) -> list[Follower]:
    """Who follows the call without an account, each address once."""
    found = {each.email.lower(): each for followers in _followers for each in followers(call)}
    known = {user.email.lower() for user in people_of(call)}
    return [found[email] for email in sorted(found) if email not in known]


def addresses_of(call: Call) -> set[str]:
    """The address of everybody who is involved, in lower case."""
    people = {user.email.lower() for user in people_of(call)}
    return people | {follower.email.lower() for follower in followers_of(call)}


def close_all_tasks(call: Call) -> int:
    """Nothing of this call waits on anybody any more; return how many tasks that were."""
    prefixes = [prefix for keys in _task_keys for prefix in keys(call)]
    if not prefixes:
        return 0
    match = Q(pk__in=[])
    for prefix in prefixes:
        match |= Q(unique_key__startswith=prefix)
    return Task.objects.filter(match, closed_at=None).update(closed_at=portal_now())
