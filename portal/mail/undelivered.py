"""What happens when a mail cannot be delivered: rooms say who does something about it."""

from collections.abc import Callable

from portal.mail.models import OutgoingMail

Listener = Callable[[OutgoingMail], None]
_listeners: list[Listener] = []


def on_undelivered(listener: Listener) -> Listener:
    """Register what to do with a mail that did not arrive; it runs in the same transaction."""
    _listeners.append(listener)
    return listener


def tell(mail: OutgoingMail) -> None:
    """Let everybody know who registered."""
    for listener in _listeners:
        listener(mail)
