"""Requests have a number, one line in the log, and tell nothing about people there."""

import io
import json
import logging
import logging.config
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
import structlog
from django.conf import settings as portal_settings
from django.db import connections
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import include, path, reverse

from portal.accounts.models import User
from portal.operating.logs import JSON
from portal.operating.requests import HEADER
from tests.cast import Cast, client_of
from tests.factories import UserFactory


def breaks(request: HttpRequest, secret: str) -> HttpResponse:
    User.objects.create_user("dubbel@voorbeeld.example")
    raise AssertionError("not reached")


handler500 = "portal.views.server_error"
urlpatterns = [path("open/<str:secret>/", breaks, name="breaks"), path("", include("portal.urls"))]


@pytest.fixture
def written() -> Iterator[io.StringIO]:
    """The log as production writes it."""
    out = io.StringIO()
    handler = logging.StreamHandler(out)
    factory = dict(JSON)
    handler.setFormatter(factory.pop("()")(**factory))
    handler.setLevel(logging.INFO)
    root, quiet = logging.getLogger(), logging.getLogger("portal")
    was = quiet.level
    root.addHandler(handler)
    quiet.setLevel(logging.INFO)
    yield out
    root.removeHandler(handler)
    quiet.setLevel(was)


def lines(written: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in written.getvalue().splitlines()]


def test_request_is_one_line_with_its_number(written: io.StringIO, cast: Cast) -> None:
    """ASVS 16.2.2: every line says when, in UTC, and 16.2.1: what, where and how it ended."""
    reply = client_of(cast.applicant).get("/over/")
    (line,) = [each for each in lines(written) if each["event"] == "request"]
    assert line["request"] == reply[HEADER]
    assert (line["method"], line["page"], line["status"]) == ("GET", "about", 200)
    assert line["at"].endswith("Z")
    assert set(line) == {
        "event", "request", "method", "page", "status", "ms", "at", "level", "logger",
    }  # fmt: skip


def test_numbers_differ_and_end_with_the_request(client: Client, db: None) -> None:
    assert client.get("/over/")[HEADER] != client.get("/over/")[HEADER]
    assert "request" not in structlog.contextvars.get_contextvars()


@pytest.mark.urls(__name__)
@pytest.mark.django_db
def test_log_of_a_fault_tells_nothing_of_a_person(written: io.StringIO) -> None:
    """ASVS 16.2.5: no personal data and no secret of an address, also not of the database."""
    UserFactory(email="dubbel@voorbeeld.example")
    client = Client(raise_request_exception=False)
    reply = client.get("/open/geheime-sleutel/?naam=Jansen", REMOTE_ADDR="203.0.113.7")
    text = written.getvalue()
    assert reply.status_code == 500
    assert "IntegrityError" in text, "the fault itself can be read"
    for word in ("dubbel@voorbeeld.example", "geheime-sleutel", "Jansen", "203.0.113.7"):
        assert word not in text
    assert reply[HEADER] in reply.content.decode(), "the page names the number"
    assert {line["request"] for line in lines(written)} == {reply[HEADER]}


def test_database_that_is_away_may_be_asked_again(tmp_path: Path, db: None) -> None:
    """Nothing was done, and nobody is to blame: 503 and when to come back, on every page."""
    client = Client(raise_request_exception=False)
    client.cookies[portal_settings.SESSION_COOKIE_NAME] = "a" * 32

    def ask(address: str) -> HttpResponse:
        """From a thread with a line of its own, to a server that is not there."""
        there = connections["default"].settings_dict
        connections["default"].settings_dict = {**there, "HOST": str(tmp_path)}
        return client.get(address)

    with ThreadPoolExecutor(max_workers=1) as thread:
        replies = [thread.submit(ask, at).result() for at in ("/", "/offertes/", "/healthz")]

    assert {reply.status_code for reply in replies} == {503}
    assert all(int(reply["Retry-After"]) for reply in replies)
    assert replies[1][HEADER] in replies[1].content.decode()


def test_text_of_somebody_else_cannot_make_a_line(written: io.StringIO) -> None:
    """ASVS 16.4.1: what is logged is encoded, so that it cannot pretend to be another line."""
    structlog.get_logger("portal.requests").info("request", page='x"\n{"event": "forged"}\r\n')
    (line,) = lines(written)
    assert line["event"] == "request"
    assert "forged" in line["page"]


def test_audit_line_and_mail_carry_the_number(written: io.StringIO, cast: Cast) -> None:
    """One search by the number of a request tells its story."""
    address = reverse("accounts:company", args=[cast.company.uuid])
    reply = client_of(cast.rival).get(address)
    found = {line["event"]: line for line in lines(written)}
    assert found["audit"]["action"] == "refused"
    assert found["audit"]["request"] == reply[HEADER]


def test_production_writes_json() -> None:
    assert portal_settings.LOG_FORMATTERS["json"] is JSON
