"""REQ-22: every answer has the headers that internet.nl wants, errors and files included."""

import importlib
import re
import uuid
from collections.abc import Iterator
from datetime import datetime, timedelta
from types import ModuleType
from typing import Any

import pytest
from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest, HttpResponse
from django.test import Client, override_settings
from django.urls import URLPattern, URLResolver, get_resolver, include, path
from django.utils import timezone

from dev.run import keys
from tests.cast import Cast, client_of
from tests.headers import directives_of, faults_of

SITE = "portal.example"
NAMES = (
    "SECURE_HSTS_SECONDS", "SECURE_HSTS_INCLUDE_SUBDOMAINS", "SECURE_HSTS_PRELOAD",
    "SESSION_COOKIE_SECURE", "SESSION_COOKIE_NAME", "CSRF_COOKIE_SECURE", "CSRF_COOKIE_NAME",
    "LANGUAGE_COOKIE_SECURE", "LANGUAGE_COOKIE_NAME", "SECURE_SSL_REDIRECT",
    "SECURE_PROXY_SSL_HEADER", "SECURE_REDIRECT_EXEMPT",
)  # fmt: skip
MADE_UP: dict[str, Any] = {"uuid": uuid.UUID(int=7), "int": 7, "str": "x", "slug": "x", "path": "x"}


def breaks(request: HttpRequest) -> HttpResponse:
    raise ZeroDivisionError("with a word that nobody may read")


def is_odd(request: HttpRequest) -> HttpResponse:
    raise SuspiciousOperation("with a word that nobody may read")


urlpatterns = [path("kapot/", breaks), path("vreemd/", is_odd), path("", include("portal.urls"))]


@pytest.fixture
def production(monkeypatch: pytest.MonkeyPatch) -> Iterator[ModuleType]:
    """The settings of production, and the portal running with those that are about TLS."""
    for name, value in keys().items():
        monkeypatch.setenv(name, value)
    settings = importlib.import_module("portal.settings.production")
    chosen = {name: getattr(settings, name) for name in NAMES}
    with override_settings(ALLOWED_HOSTS=[SITE], WHITENOISE_USE_FINDERS=True, **chosen):
        yield settings


def browser(**more: Any) -> Client:
    """A browser that came over TLS, through the proxy."""
    headers = {"host": SITE, "x-forwarded-proto": "https"}
    return Client(headers=headers, raise_request_exception=False, **more)


def addresses(resolver: URLResolver, before: str = "/") -> Iterator[str]:
    """Every address of the portal, with made-up words where it names something."""
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            yield from addresses(entry, before + _made_up(str(entry.pattern)))
        elif isinstance(entry, URLPattern):
            yield before + _made_up(str(entry.pattern))


def _made_up(pattern: str) -> str:
    plain = re.sub(r"\(\?P<\w+>[^()]*\)", "x", pattern).lstrip("^").rstrip("$")
    return re.sub(r"<(?:(\w+):)?\w+>", lambda found: str(MADE_UP.get(found[1] or "str", 7)), plain)


def test_every_address_answers_with_the_headers(db: None, production: ModuleType) -> None:
    """ASVS 3.4.1, ASVS 3.4.3, ASVS 3.4.4, ASVS 3.4.5, ASVS 3.4.6, ASVS 3.4.8, ASVS 4.1.1: each
    directive is parsed. Real pages, in all roles, are looked at by tests/access."""
    client = browser()
    found = list(addresses(get_resolver()))
    faults = {}
    for address in found:
        reply = client.get(address, HTTP_ACCEPT="*/*")
        reply.close()
        if wrong := faults_of(reply, is_secure=True):
            faults[f"{address} {reply.status_code}"] = wrong
    assert len(found) > 500
    assert faults == {}


@pytest.mark.urls(__name__)
@pytest.mark.parametrize(
    ("status", "ask"),
    [
        (200, lambda client: client.get("/static/img/mark.svg")),
        (200, lambda client: client.get("/static/js/trechter.js")),
        (200, lambda client: client.get("/healthz")),
        (301, lambda client: client.get("/over")),
        (400, lambda client: client.get("/over/", headers={"host": "elders.example"})),
        (400, lambda client: client.get("/vreemd/")),
        (403, lambda client: client.post("/account/login/", {"login": "x"})),
        (404, lambda client: client.get("/bestaat-niet/")),
        (404, lambda client: client.get("/api/v1/bestaat-niet")),
        (404, lambda client: client.get("/static/bestaat-niet.css")),
        (405, lambda client: client.get("/taal/")),
        (500, lambda client: client.get("/kapot/")),
    ],
)
def test_every_kind_of_answer_has_the_headers(
    db: None, production: ModuleType, status: int, ask: Any
) -> None:
    """ASVS 16.5.1, ASVS 16.5.4: and an error tells nothing of how the portal is made.

    ASVS 16.5.2, ASVS 16.5.3.
    """
    reply = ask(browser(enforce_csrf_checks=True))
    body = reply.getvalue().decode()
    assert reply.status_code == status
    assert faults_of(reply, is_secure=True) == []
    assert not re.search(r"nobody may read|Traceback|ZeroDivision|Django|/site-packages/", body)


def test_first_contact_over_http_leads_to_https_on_the_same_name(
    db: None, production: ModuleType
) -> None:
    """ASVS 3.4.1: from the first answer over TLS on, and the name is fit to be preloaded."""
    reply = Client(headers={"host": SITE}).get("/over/?taal=en")
    assert (reply.status_code, reply["Location"]) == (301, f"https://{SITE}/over/?taal=en")
    assert faults_of(reply) == []
    assert "preload" in browser().get("/over/")["Strict-Transport-Security"]


def test_cookies_are_of_this_host_alone(cast: Cast, production: ModuleType) -> None:
    """ASVS 3.3.1, ASVS 3.3.2, ASVS 3.3.3, ASVS 3.3.4: every cookie that the portal sets."""
    client = browser()
    client.post("/taal/", {"language": "en", "next": "/"})
    client.get("/account/login/")
    client.force_login(cast.applicant)
    client.get("/mijn/taken/")
    assert set(client.cookies) == {"__Host-session", "__Host-csrf", "__Host-language"}
    for name in ("__Host-csrf", "__Host-language"):
        cookie = client.cookies[name]
        assert (cookie["secure"], cookie["httponly"], cookie["samesite"]) == (True, True, "Lax")
        assert (cookie["path"], cookie["domain"]) == ("/", "")
    session = {name: getattr(production, f"SESSION_COOKIE_{name}") for name in
               ("SECURE", "HTTPONLY", "SAMESITE")}  # fmt: skip
    assert session == {"SECURE": True, "HTTPONLY": True, "SAMESITE": "Lax"}


def test_production_debugs_nothing(production: ModuleType) -> None:
    """ASVS 13.4.2: no debugging, nobody's password as a default, no demo."""
    assert production.DEBUG is False
    assert "demo" not in production.INSTALLED_APPS
    assert not production.CLOCK_MOVES


def test_weakness_can_be_reported_for_half_a_year(db: None) -> None:
    """REQ-22: security.txt (RFC 9116), valid for more than 30 days and less than a year."""
    reply = Client().get("/.well-known/security.txt")
    lines = dict(line.split(": ", 1) for line in reply.content.decode().splitlines())
    expires = datetime.fromisoformat(lines["Expires"])
    assert timedelta(days=30) < expires - timezone.now() < timedelta(days=365)
    assert lines["Canonical"].endswith("/.well-known/security.txt")
    assert lines["Contact"].startswith("mailto:")
    assert lines["Preferred-Languages"] == "nl, en"
    assert reply["Content-Type"] == "text/plain; charset=utf-8"


def test_a_weaker_answer_is_seen() -> None:
    """The control: what the crawl looks for is found when it is missing or weaker."""
    bare = HttpResponse("x", content_type="text/html")
    assert len(faults_of(bare, is_secure=True)) > 10
    weak = HttpResponse("x", headers={"Content-Security-Policy": "default-src 'self' data:"})
    assert "CSP default-src allows {'data:'}" in faults_of(weak)
    assert directives_of("a 'self'; b") == {"a": {"'self'"}, "b": set()}


def test_answer_to_a_person_is_kept_by_nobody(cast: Cast) -> None:
    """ASVS 14.2.2: what is made for a person is kept by no cache in between."""
    for address in ("/mijn/taken/", "/bedrijf/", "/bestaat-niet/", "/oproepen/"):
        assert "no-store" in client_of(cast.applicant).get(address)["Cache-Control"]
