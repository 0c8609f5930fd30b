"""Claim, send, mark: at least once for mails, at most once for letters of award."""

import smtplib
import socket
from collections.abc import Iterator
from datetime import timedelta
from email.message import Message
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from django.core.mail.backends.base import BaseEmailBackend

from portal.clock import portal_now
from portal.files import store
from portal.mail import delivery, transitions
from portal.mail.models import OutgoingMail
from portal.mail.outbox import queue_text
from tests.conftest import Clock
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db
State = OutgoingMail.State


class Sink:
    """A mail server that keeps what it accepts and refuses whoever is called `weiger`."""

    def __init__(self) -> None:
        self.messages: list[Message] = []

    async def handle_RCPT(
        self, server: Any, session: Any, envelope: Any, address: str, options: list[str]
    ) -> str:
        if address.startswith("weiger"):
            return "550 no such mailbox"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        self.messages.append(envelope)
        return "250 accepted"


@pytest.fixture
def sink(settings: Any) -> Iterator[Sink]:
    """A real SMTP server on a free port, and Django's own backend in front of it."""
    sink = Sink()
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    controller = Controller(sink, hostname="127.0.0.1", port=port)
    controller.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST = "127.0.0.1"
    settings.EMAIL_PORT = port
    yield sink
    controller.stop()


class LineBreaks(BaseEmailBackend):
    """A server whose line breaks after the mail was handed over."""

    def send_messages(self, messages: list[Any]) -> int:
        raise smtplib.SMTPServerDisconnected("connection unexpectedly closed")


class Unreachable(BaseEmailBackend):
    """A server that is not there."""

    def open(self) -> bool:
        raise ConnectionRefusedError("nobody listens")


def queued(address: str = "een@voorbeeld.example", **more: Any) -> OutgoingMail:
    return queue_text(
        "test", to=None, to_email=address, key=address, subject="Onderwerp", body="Inhoud\n", **more
    )


def use(settings: Any, backend: type[BaseEmailBackend]) -> None:
    settings.EMAIL_BACKEND = f"{__name__}.{backend.__name__}"


def state_of(mail: OutgoingMail) -> str:
    mail.refresh_from_db()
    return mail.state


def test_deliver_over_smtp_with_an_attachment(sink: Sink) -> None:
    letter = store.save_bytes(b"%PDF-1.7 brief", "application/pdf", by=UserFactory())
    mail = queued(attachment=letter, attachment_name="brief.pdf")
    assert delivery.deliver_due() == 1
    assert state_of(mail) == State.SENT
    envelope = sink.messages[0]
    assert envelope.rcpt_tos == ["een@voorbeeld.example"]
    assert b"brief.pdf" in envelope.content
    assert mail.message_id.encode() in envelope.content
    assert delivery.deliver_due() == 0, "a second sweep sends nothing"


def test_deliver_goes_on_after_a_refused_address(sink: Sink) -> None:
    first, wrong, last = queued("a@x.example"), queued("weiger@x.example"), queued("b@x.example")
    assert delivery.deliver_due() == 2
    assert [state_of(mail) for mail in (first, wrong, last)] == [
        State.SENT, State.QUEUED, State.SENT,
    ]  # fmt: skip
    assert "550" in wrong.error


def test_deliver_goes_on_after_a_mail_that_cannot_be_made(sink: Sink) -> None:
    """A file that is gone must not keep the mails behind it from leaving."""
    file = store.save_bytes(b"x", "application/pdf", by=UserFactory())
    store.drop_key(file)
    broken, good = queued("a@x.example", attachment=file), queued("b@x.example")
    assert delivery.deliver_due() == 1
    assert (state_of(broken), state_of(good)) == (State.QUEUED, State.SENT)


def test_retry_waits_longer_each_time_and_ends_with_a_person(settings: Any, clock: Clock) -> None:
    use(settings, Unreachable)
    mail = queued()
    waits = []
    for _attempt in range(5):
        start = portal_now()
        delivery.deliver_due()
        mail.refresh_from_db()
        waits.append(round((mail.not_before - start).total_seconds()))
        assert delivery.deliver_due() == 0
        clock.set(max(mail.not_before, start) + timedelta(seconds=1))
    assert waits[:4] == [30, 300, 1800, 7200]
    assert (mail.state, mail.attempts) == (State.FAILED, 5)


def test_a_mail_cut_off_between_send_and_mark_keeps_its_message_id(
    sink: Sink, clock: Clock
) -> None:
    """The worker is killed after the server accepted: sent again, seen as the same mail."""
    mail = queued()
    claimed = transitions.claim(10)
    delivery.as_message(claimed[0]).send()
    assert delivery.deliver_due() == 0, "somebody may still be sending it"
    clock.set(portal_now() + transitions.LEASE + timedelta(seconds=1))
    assert delivery.deliver_due() == 1
    ids = {_message_id(envelope.content) for envelope in sink.messages}
    assert len(sink.messages) == 2
    assert ids == {mail.message_id.encode()}


def test_an_award_letter_cut_off_is_held_for_a_person(sink: Sink, clock: Clock) -> None:
    """A letter is never sent twice: when nobody knows, nobody sends."""
    mail = queued(hold_when_uncertain=True)
    transitions.claim(10)
    clock.set(portal_now() + transitions.LEASE + timedelta(seconds=1))
    assert delivery.deliver_due() == 0
    assert state_of(mail) == State.HELD
    assert sink.messages == []


@pytest.mark.parametrize(("hold", "after"), [(True, State.HELD), (False, State.QUEUED)])
def test_a_broken_line_is_uncertain(settings: Any, hold: bool, after: str) -> None:
    use(settings, LineBreaks)
    mail = queued(hold_when_uncertain=hold)
    delivery.deliver_due()
    assert state_of(mail) == after


def test_an_unreachable_server_is_certain(settings: Any) -> None:
    """Nothing has left: the award letter waits for the next sweep, not for a person."""
    use(settings, Unreachable)
    mail = queued(hold_when_uncertain=True)
    delivery.deliver_due()
    assert state_of(mail) == State.QUEUED


def _message_id(content: bytes) -> bytes:
    line = next(line for line in content.splitlines() if line.lower().startswith(b"message-id"))
    return line.split(b":", 1)[1].strip()
