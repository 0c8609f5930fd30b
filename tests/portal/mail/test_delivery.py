"""Claim, send, mark: at least once for mails, at most once for letters of award."""

import smtplib
import socket
from collections.abc import Iterator
from datetime import datetime, time, timedelta
from email import message_from_bytes
from email.message import Message
from email.policy import default
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from django.core.mail.backends.base import BaseEmailBackend

from portal.clock import portal_now
from portal.files import store
from portal.look.wording import AMSTERDAM
from portal.mail import delivery, digests, transitions
from portal.mail.bounces import read_bounce
from portal.mail.kinds import Category
from portal.mail.models import OutgoingMail, QuietHours
from portal.mail.outbox import queue_text
from portal.mail.preferences import choose
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
        if address.startswith("later"):
            return "451 come back later"
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
        State.SENT, State.RETURNED, State.SENT,
    ]  # fmt: skip
    assert "550" in wrong.error


def test_deliver_goes_on_after_a_mail_that_cannot_be_made(sink: Sink) -> None:
    """A file that is gone must not keep the mails behind it from leaving."""
    file = store.save_bytes(b"x", "application/pdf", by=UserFactory())
    store.drop_key(file)
    broken, good = queued("a@x.example", attachment=file), queued("b@x.example")
    assert delivery.deliver_due() == 1
    assert (state_of(broken), state_of(good)) == (State.QUEUED, State.SENT)


def test_retry_comes_soon_and_then_waits_longer_and_ends_with_a_person(
    sink: Sink, clock: Clock
) -> None:
    """Three times within half a minute: a line may break twice, and no mail is to blame."""
    mail = queued("later@x.example")
    waits = []
    for _attempt in range(7):
        start = portal_now()
        delivery.deliver_due()
        mail.refresh_from_db()
        waits.append(round((mail.not_before - start).total_seconds()))
        assert delivery.deliver_due() == 0
        clock.set(max(mail.not_before, start) + timedelta(seconds=1))
    assert waits[:6] == [10, 10, 10, 300, 1800, 7200]
    assert (mail.state, mail.attempts) == (State.FAILED, 7)


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


def test_an_unreachable_server_is_certain_and_costs_no_attempt(settings: Any, clock: Clock) -> None:
    """Nothing has left: the letter waits for the server, for days if need be, not for a person."""
    use(settings, Unreachable)
    mail = queued(hold_when_uncertain=True)
    for _sweep in range(10):
        delivery.deliver_due()
        assert state_of(mail) == State.QUEUED
        assert mail.attempts == 0
        clock.set(portal_now() + timedelta(hours=12))


class Gone(BaseEmailBackend):
    """A server that takes one mail, breaks the line at the second, and is not there any more."""

    seen = 0

    def open(self) -> bool:
        if Gone.seen > 1:
            raise ConnectionRefusedError("nobody listens")
        return True

    def send_messages(self, messages: list[Any]) -> int:
        Gone.seen += 1
        if Gone.seen > 1:
            raise smtplib.SMTPServerDisconnected("connection unexpectedly closed")
        return 1


def test_server_that_goes_away_costs_the_mails_behind_nothing(settings: Any) -> None:
    """Only the mail at which the line broke may have arrived; the others were never tried."""
    use(settings, Gone)
    Gone.seen = 0
    mails = [queued(f"{number}@x.example") for number in range(4)]
    assert delivery.deliver_due() == 1
    states = [(state_of(mail), mail.attempts) for mail in mails]
    assert states == [(State.SENT, 1), (State.QUEUED, 1), (State.QUEUED, 0), (State.QUEUED, 0)]


def test_server_that_hangs_is_left_within_the_lease(settings: Any) -> None:
    """Without a limit a worker would wait for ever, and others take up what it is still at."""
    with socket.create_server(("127.0.0.1", 0)) as silent:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = silent.getsockname()
        assert timedelta(seconds=settings.EMAIL_TIMEOUT) < transitions.LEASE
        settings.EMAIL_TIMEOUT = 0.1
        mail = queued()
        assert delivery.deliver_due() == 0
    assert (state_of(mail), mail.attempts) == (State.QUEUED, 0)


def test_mails_that_do_not_fit_in_the_lease_are_left_to_others(sink: Sink, settings: Any) -> None:
    """Two workers never hold the same mail: what was not begun in time goes back at once."""
    settings.EMAIL_TIMEOUT = transitions.LEASE.total_seconds() + 1  # so that no time is left
    mail = queued()
    assert delivery.deliver_due() == 0
    assert (state_of(mail), mail.attempts) == (State.QUEUED, 0)
    settings.EMAIL_TIMEOUT = 5
    assert delivery.deliver_due() == 1


def test_a_mail_is_the_same_in_text_and_html(sink: Sink) -> None:
    """Words and link stand in both; what somebody typed is no HTML."""
    queue_text(
        "test", to=None, to_email="a@x.example", key="1", subject="Over <b>",
        body="Beste Smit & Zoon <vof>,\n\nGa verder:\nhttps://portaal.example/taak/\n",
    )  # fmt: skip
    assert delivery.deliver_due() == 1
    message = message_from_bytes(sink.messages[0].content, policy=default)
    text, html = (message.get_body([kind]).get_content() for kind in ("plain", "html"))
    assert "Smit & Zoon <vof>" in text
    assert "Smit &amp; Zoon &lt;vof&gt;" in html
    assert '<a href="https://portaal.example/taak/"' in html
    assert "src=" not in html


def quiet(clock: Clock, begin: int, end: int, hour: int) -> int:
    """How many of one reminder and one required mail leave at this hour."""
    person = UserFactory()
    QuietHours.objects.create(user=person, begin=time(begin), end=time(end))
    clock.set(datetime(2027, 3, 1, hour, tzinfo=AMSTERDAM))
    for kind in ("sheet_reopened", "offer_receipt"):
        queue_text(kind, to=person, to_email=person.email, key="1", subject="x", body="x\n")
    return delivery.deliver_due()


@pytest.mark.parametrize(
    ("begin", "end", "hour", "leave"),
    [
        (22, 7, 23, 1),
        (22, 7, 6, 1),
        (22, 7, 7, 2),
        (22, 7, 12, 2),
        (12, 14, 13, 1),
        (12, 14, 14, 2),
    ],
)
def test_in_quiet_hours_only_what_cannot_wait_leaves(
    sink: Sink, clock: Clock, begin: int, end: int, hour: int, leave: int
) -> None:
    assert quiet(clock, begin, end, hour) == leave


REPORT = """From: MAILER-DAEMON@mail.example
Content-Type: multipart/report; report-type=delivery-status; boundary="x"

--x
Content-Type: text/plain

Niet bezorgd.
--x
Content-Type: message/delivery-status

Reporting-MTA: dns; mail.example

Final-Recipient: rfc822; weg@x.example
Action: {action}
Status: 5.1.1
Diagnostic-Code: smtp; 550 5.1.1 user unknown

--x
Content-Type: text/rfc822-headers

Message-ID: {message_id}
Subject: Uw brief
--x--
"""


def report(mail: OutgoingMail, action: str = "failed") -> bytes:
    return REPORT.format(action=action, message_id=mail.message_id).encode()


def test_bounce_marks_the_mail_that_came_back(sink: Sink) -> None:
    mail = queued()
    delivery.deliver_due()
    assert read_bounce(report(mail)) == mail
    assert state_of(mail) == State.RETURNED
    assert "550 5.1.1 user unknown" in mail.error


@pytest.mark.parametrize("action", ["delayed", "relayed", "delivered"])
def test_report_of_no_failure_changes_nothing(sink: Sink, action: str) -> None:
    mail = queued()
    delivery.deliver_due()
    assert read_bounce(report(mail, action)) is None
    assert state_of(mail) == State.SENT


@pytest.mark.parametrize("raw", [b"", b"\x00\xff", b"Subject: Ik ben er even niet\n\nTot maandag"])
def test_what_is_no_report_changes_nothing(raw: bytes) -> None:
    assert read_bounce(raw) is None


def test_turned_down_mail_is_kept_and_not_sent(sink: Sink) -> None:
    person = UserFactory()
    choose(person, Category.WORK, "off")
    mail = queue_text(
        "sheet_reopened", to=person, to_email=person.email, key="1", subject="x", body="x\n"
    )
    assert delivery.deliver_due() == 0
    assert state_of(mail) == State.DECLINED


def test_required_mail_cannot_be_turned_down(sink: Sink) -> None:
    person = UserFactory()
    for category in Category:
        choose(person, category, "off")
    queue_text("offer_receipt", to=person, to_email=person.email, key="1", subject="x", body="x\n")
    assert delivery.deliver_due() == 1


def test_digest_is_one_mail_a_day_with_all_that_waited(sink: Sink, clock: Clock) -> None:
    person = UserFactory(language="nl")
    choose(person, Category.WORK, "digest")
    clock.set(datetime(2027, 3, 1, 9, tzinfo=AMSTERDAM))
    for subject in ("Vraag van een collega", "Scores teruggegeven"):
        queue_text(
            "sheet_reopened", to=person, to_email=person.email, key=subject, subject=subject,
            body="Beste,\n\nhttps://portaal.example/scores/\n",
        )  # fmt: skip
    assert digests.send_digests() == 0, "before a quarter past nine"
    clock.set(datetime(2027, 3, 1, 9, 15, tzinfo=AMSTERDAM))
    assert (digests.send_digests(), digests.send_digests()) == (1, 0)
    assert delivery.deliver_due() == 1
    body = OutgoingMail.objects.get(kind="digest").body
    assert "Vraag van een collega" in body
    assert "Scores teruggegeven" in body
    assert body.count("https://portaal.example/scores/") == 2
    assert set(OutgoingMail.objects.values_list("kind", "state")) == {
        ("sheet_reopened", "digested"), ("digest", "sent"),
    }  # fmt: skip
    assert digests.send_digests() == 0


def _message_id(content: bytes) -> bytes:
    line = next(line for line in content.splitlines() if line.lower().startswith(b"message-id"))
    return line.split(b":", 1)[1].strip()
