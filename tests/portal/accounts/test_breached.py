"""Passwords from leaks are refused, with the list that is here and with the service's answer."""

import hashlib
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from types import SimpleNamespace
from typing import Any

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from portal.accounts.breached import is_listed, was_leaked

LEAKED = "correct horse battery staple"


def codes(password: str) -> set[str]:
    try:
        validate_password(password)
    except ValidationError as refusal:
        return {error.code for error in refusal.error_list}
    return set()


@pytest.mark.parametrize(
    "password",
    [
        "qazwsxedcrfv", "QAZWSXEDCRFV", "newproject2004", "asdfghjkl123", "liverpool123",
        "1234567890123", "password1234!", "!!Welcome2024!!", "iloveyou123456", "************",
    ],
)  # fmt: skip
def test_password_from_a_leak_is_refused(password: str) -> None:
    """ASVS 6.2.4, 6.2.12: known ones, also with figures and signs around them, as people do."""
    assert codes(password) & {"password_breached", "password_too_common"}


@pytest.mark.parametrize("password", ["een lang wachtwoord voor tests", "vier paarden in de gang"])
def test_password_of_ones_own_is_taken(password: str) -> None:
    assert codes(password) == set()


def test_list_is_needed_beside_the_one_of_django(monkeypatch: pytest.MonkeyPatch) -> None:
    """Control: without our list a leaked password of twelve signs is taken."""
    assert codes("newproject2004") == {"password_breached"}
    monkeypatch.setattr("portal.accounts.breached._known", frozenset)
    assert codes("newproject2004") == set()


class Service(BaseHTTPRequestHandler):
    """Answers as api.pwnedpasswords.com does, padding and all; keeps what it was asked."""

    asked: list[str] = []

    def do_GET(self) -> None:
        self.asked.append(self.path)
        digest = hashlib.sha1(LEAKED.encode(), usedforsecurity=False).hexdigest().upper()
        padded = hashlib.sha1(b"met vulling", usedforsecurity=False).hexdigest().upper()
        self.send_response(503 if "stuk" in self.path else 200)
        self.end_headers()
        self.wfile.write(f"{digest[5:]}:184\r\n{padded[5:]}:0\r\n".encode())

    def log_message(self, *_args: object) -> None:
        """Says nothing."""


@pytest.fixture(scope="module")
def service() -> Iterator[SimpleNamespace]:
    server = HTTPServer(("127.0.0.1", 0), Service)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield SimpleNamespace(url=f"http://127.0.0.1:{server.server_port}/range", asked=Service.asked)
    server.shutdown()
    server.server_close()


def test_service_knows_more_than_the_list(service: SimpleNamespace, settings: Any) -> None:
    """ASVS 6.2.12: with it a leaked sentence is refused; it sees five letters of a hash."""
    assert not is_listed(LEAKED)
    settings.LEAKED_PASSWORDS_URL = service.url
    assert codes(LEAKED) == {"password_breached"}
    assert len(service.asked[-1].rpartition("/")[2]) == 5
    assert not was_leaked("met vulling"), "a line of padding counts zero"
    assert not was_leaked("iets heel anders")


@pytest.mark.parametrize("address", ["http://127.0.0.1:1/range", "{url}/stuk", "geen adres"])
def test_silent_service_holds_nobody_up(
    service: SimpleNamespace, settings: Any, address: str
) -> None:
    settings.LEAKED_PASSWORDS_URL = address.format(url=service.url)
    assert codes("vier paarden in de gang") == set()
