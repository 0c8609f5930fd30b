"""Links in mails that open something by themselves, and how their secret leaves the address.

An address stands in the history of a browser, in logs on the way and in `?next=` of the login. So
at the first visit the secret goes into the session, and the browser is sent to the same address
with a mark in its place. The mark opens nothing in any other session. The link in the mail goes on
working, whatever opened it before: a scanner of mails, or another browser (decision 433).
"""

import base64
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.crypto import salted_hmac

from portal.crypto.application_key import decrypt_at_rest, encrypt_at_rest
from portal.crypto.contexts import bind
from portal.crypto.errors import Tampered, UnknownKey

MARK = "~"  # no secret that we make has it
MARK_LENGTH = 16
KEPT = 20  # links of one session; the oldest one makes room
_IN_SESSION = "opened_links"

View = Callable[..., HttpResponseBase]


@dataclass(frozen=True)
class OpenedLink:
    """What somebody came with: the secret for the view, and the mark for addresses on its page."""

    secret: str
    mark: str


def opened_by_link(is_ours: Callable[[str], object]) -> Callable[[View], View]:
    """Give the view an `OpenedLink` where its address has `<str:secret>`.

    `is_ours` tells a secret that opens something: of anything else nothing is kept, and the view
    says what it says to a wrong one. A POST to the link itself is let through and keeps nothing,
    because the button of a mail program sends one, without cookies (RFC 8058).
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def opened(request: HttpRequest, secret: str, **more: Any) -> HttpResponseBase:
            if secret.startswith(MARK):
                kept = _kept(request, secret)
                if kept is None:
                    return render(request, "link_again.html", status=410)
                return view(request, OpenedLink(kept, secret), **more)
            if request.method in {"GET", "HEAD"} and is_ours(secret):
                return _without_secret(request, keep(request, secret))
            return view(request, OpenedLink(secret, secret), **more)

        opened.opened_by_link = True  # type: ignore[attr-defined]
        return opened

    return decorate


def keep(request: HttpRequest, secret: str) -> OpenedLink:
    """Keep a secret in this session, encrypted like all else that opens something."""
    mark = mark_of(secret)
    sealed = encrypt_at_rest(secret.encode(), call="", context=_place(mark))
    links = {**request.session.get(_IN_SESSION, {})}
    links.pop(mark, None)
    links[mark] = base64.b64encode(sealed).decode()
    request.session[_IN_SESSION] = dict(list(links.items())[-KEPT:])
    return OpenedLink(secret, mark)


def mark_of(secret: str) -> str:
    """What stands for a secret in addresses: always the same, and nothing follows from it."""
    return MARK + salted_hmac(_IN_SESSION, secret, algorithm="sha256").hexdigest()[:MARK_LENGTH]


def _kept(request: HttpRequest, mark: str) -> str | None:
    sealed = request.session.get(_IN_SESSION, {}).get(mark)
    if sealed is None:
        return None
    try:
        kept = decrypt_at_rest(base64.b64decode(sealed), call="", context=_place(mark))
    except (Tampered, UnknownKey):
        return None
    return kept.decode()


def _place(mark: str) -> bytes:
    return b"trechter/opened-link/1\x00" + bind(mark)


def _without_secret(request: HttpRequest, link: OpenedLink) -> HttpResponse:
    match = request.resolver_match
    assert match is not None, "a view runs because its address matched"  # noqa: S101
    answer = redirect(match.view_name, **{**match.kwargs, "secret": link.mark})
    if request.GET:
        answer["Location"] += f"?{request.GET.urlencode()}"
    return answer
