"""A mail server of our own on a free port, which counts what it accepts."""

import socket
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes
from typing import Any

from aiosmtpd.controller import Controller
from django.test import override_settings


class Sink:
    """How often each Message-ID was accepted."""

    def __init__(self) -> None:
        self.accepted: Counter[str] = Counter()

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        self.accepted[str(message_from_bytes(envelope.content)["Message-ID"])] += 1
        return "250 accepted"


@contextmanager
def running() -> Iterator[tuple[Sink, int]]:
    """A sink, and its port; Django's own backend stands in front of it."""
    sink = Sink()
    with socket.create_server(("127.0.0.1", 0)) as free:
        port: int = free.getsockname()[1]
    controller = Controller(sink, hostname="127.0.0.1", port=port)
    controller.start()
    smtp = {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": "127.0.0.1",
        "EMAIL_PORT": port,
    }
    try:
        with override_settings(**smtp):
            yield sink, port
    finally:
        controller.stop()
