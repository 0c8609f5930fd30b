"""Answers for the public: kept for a second here, and by others as long as they ask each time."""

import hashlib
import re
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial, wraps

from django.conf import settings
from django.core.cache import caches
from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.translation import get_language

# The page's own moment, which only the countdown reads. Days before a deadline the minute will do;
# closer by, every answer is a new one, so that no countdown starts from an old moment.
MOMENT = re.compile(rb'data-now="(\d[^"]{15})([^"]*)"')
NEAR = b"is-near"
KEPT_SECONDS = 1  # a crowd then costs one page a second; a change waits no longer than this


def revalidated(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Give a public answer an ETag, and a 304 to who has it already.

    The tag is made over what the page says, so it can never vouch for something old. Who comes
    with no session gets an answer of this second of the clock: a deadline ends a whole minute, so
    no answer from before it is given after it. An answer to somebody who is logged in is kept by
    nobody: PrivateByDefault sees to that.
    """

    @wraps(view)
    def answer(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        key = _key(request)
        kept = caches["pages"].get(key) if key else None
        if kept:
            response = _given_again(*kept)
        else:
            response = view(request, *args, **kwargs)
            if request.user.is_authenticated or response.status_code != 200 or response.streaming:
                return response
            response["ETag"] = f'"{_digest(response.content)}"'
            patch_cache_control(response, public=True, no_cache=True)
            if key and "CSRF_COOKIE" not in request.META:
                whole = (response.content, dict(response.headers), time.time())
                caches["pages"].set(key, whole, KEPT_SECONDS)
        etag = response["ETag"]
        return get_conditional_response(request, etag=etag, response=response) or response

    return answer


def _key(request: HttpRequest) -> str:
    """The name of this very answer; none for who has a session, or asks for a part of a page."""
    if settings.SESSION_COOKIE_NAME in request.COOKIES or "HX-Request" in request.headers:
        return ""
    address = f"{request.scheme}://{request.get_host()}{request.get_full_path()}"
    asked = f"{int(time.time())} {get_language()} {address}"
    return hashlib.sha256(asked.encode()).hexdigest()


def _given_again(content: bytes, headers: dict[str, str], made_at: float) -> HttpResponse:
    """What was kept; countdowns that are near start from now, and not from when it was made."""
    response = HttpResponse(content, headers=headers)
    if NEAR in content:
        response.content = MOMENT.sub(partial(_later, time.time() - made_at), content)
        response["ETag"] = f'"{_digest(response.content)}"'
    return response


def _later(seconds: float, found: re.Match[bytes]) -> bytes:
    moment = datetime.fromisoformat((found[1] + found[2]).decode()) + timedelta(seconds=seconds)
    return b'data-now="%s"' % moment.isoformat().encode()


def _digest(content: bytes) -> str:
    if NEAR not in content:
        content = MOMENT.sub(rb"\1", content)
    return hashlib.sha256(content).hexdigest()[:32]
