"""Mails about acting in somebody's place."""

from calls.delegation.models import Delegation
from portal.accounts.models import User
from portal.mail.outbox import queue_mail


def queue_asked(delegation: Delegation) -> None:
    """The colleague hears that they were asked."""
    _queue("delegation_asked", delegation, to=delegation.delegate)


def queue_accepted(delegation: Delegation) -> None:
    """Who asked hears that it has begun."""
    _queue("delegation_accepted", delegation, to=delegation.delegator)


def queue_ended(delegation: Delegation, *, by: User) -> None:
    """Whoever did not end it hears that it is over."""
    for person in (delegation.delegator, delegation.delegate):
        if person.pk != by.pk:
            _queue("delegation_ended", delegation, to=person)


def _queue(kind: str, delegation: Delegation, *, to: User) -> None:
    queue_mail(kind, to=to, key=str(delegation.uuid), context={"delegation": delegation})
