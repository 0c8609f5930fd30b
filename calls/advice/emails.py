"""Whom to tell what about a request for advice. A mail says that there is something, not what."""

from collections.abc import Iterable

from calls.advice.models import AdviceMessage, AdviceRequest
from portal.accounts.models import User
from portal.mail.outbox import queue_mail


def queue_asked(request: AdviceRequest, advisers: Iterable[User]) -> None:
    """The advisers of the agency hear that somebody asks for advice."""
    _queue("advice_asked", request, advisers, key=str(request.uuid))


def queue_message(message: AdviceMessage, readers: Iterable[User]) -> None:
    """The other side hears that there is a message."""
    _queue("advice_message", message.request, readers, key=str(message.pk))


def queue_advised(request: AdviceRequest, officers: Iterable[User]) -> None:
    """The officers hear that the advice is there; again when it was given anew."""
    at = request.advised_at.isoformat() if request.advised_at else ""
    _queue("advice_given", request, officers, key=f"{request.uuid}:{at}")


def _queue(kind: str, request: AdviceRequest, people: Iterable[User], *, key: str) -> None:
    for person in people:
        queue_mail(kind, to=person, key=key, context={"request": request})
