"""A session ends by itself: after a time without its person, and after a long day (ASVS 7.3)."""

import logging
from collections.abc import Callable
from typing import cast
from urllib.parse import urlsplit

from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.utils.translation import gettext as _
from redis.exceptions import RedisError

from portal.accounts.models import User
from portal.audit.record import record
from portal.signin import sessions

log = logging.getLogger(__name__)

# What a page asks by itself says nothing of its person: it lengthens no session.
ASKED_BY_PAGES = ("/mijn/sessies/tijd/",)


class SessionLimits:
    """Ends sessions that are over, before anything else looks at them."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            left, longest = sessions.seconds_left(request)
            if left <= 0:
                _end(request, reason="longest" if longest <= 0 else "idle")
                if back := _page_of_form(request):
                    return back
            elif request.path not in ASKED_BY_PAGES:
                sessions.note(request)
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Attempts that cannot be counted are refused: login and step-up fail closed."""
        if not isinstance(exception, RedisError):
            return None
        log.error("no login: attempts cannot be counted (%s)", type(exception).__name__)
        return render(request, "503.html", status=503)


def _end(request: HttpRequest, *, reason: str) -> None:
    record("session_ended", cast(User, request.user), by=request.user, reason=reason)
    logout(request)
    messages.warning(
        request,
        _("You were away for some time, so you were logged out. Log in to go on where you were.")
        if reason == "idle"
        else _("You were logged in for twelve hours. Log in again to go on where you were."),
    )


def _page_of_form(request: HttpRequest) -> HttpResponse | None:
    """After a form that was sent too late: the login, and then the page it stood on."""
    if request.method != "POST" or request.headers.get("X-Requested-With"):
        return None
    page = request.headers.get("Referer", "")
    if not url_has_allowed_host_and_scheme(page, allowed_hosts={request.get_host()}):
        return None
    parts = urlsplit(page)
    target = f"{parts.path}?{parts.query}" if parts.query else parts.path
    return redirect(f"{resolve_url('account_login')}?{urlencode({'next': target})}")
