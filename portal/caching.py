"""Answers for the public: kept for a second here, and by others as long as they ask each time."""

import hashlib
import re
from collections.abc import Callable
from functools import wraps

from django.conf import settings
from django.core.cache import caches
from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.translation import get_language

# The page's own second, which only the countdown reads. Days before a deadline the minute will do;
# closer by, every answer is a new one, so that no countdown starts from an old moment.
EXACT_NOW = re.compile(rb'data-now="([^"]{16})[^"]*"')
NEAR = b"is-near"
KEPT_SECONDS = 1  # a crowd then costs one page a second; a change waits no longer than this


def revalidated(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Give a public answer an ETag, and a 304 to who has it already.

    The tag is made over what the page says, so it can never vouch for something old. Who comes
    with no session gets an answer that is at most a second old; not close to a deadline, where
    every answer is made anew. An answer to somebody who is logged in is kept by nobody:
    PrivateByDefault sees to that.
    """

    @wraps(view)
    def answer(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        key = _key(request)
        kept = caches["pages"].get(key) if key else None
        if kept:
            response = HttpResponse(kept[0], headers=kept[1])
        else:
            response = view(request, *args, **kwargs)
            if request.user.is_authenticated or response.status_code != 200 or response.streaming:
                return response
            response["ETag"] = f'"{_digest(response.content)}"'
            patch_cache_control(response, public=True, no_cache=True)
            if key and NEAR not in response.content and "CSRF_COOKIE" not in request.META:
                caches["pages"].set(key, (response.content, dict(response.headers)), KEPT_SECONDS)
        etag = response["ETag"]
        return get_conditional_response(request, etag=etag, response=response) or response

    return answer


def _key(request: HttpRequest) -> str:
    """The name of this very answer; none for who has a session, or asks for a part of a page."""
    if settings.SESSION_COOKIE_NAME in request.COOKIES or "HX-Request" in request.headers:
        return ""
    asked = f"{get_language()} {request.scheme}://{request.get_host()}{request.get_full_path()}"
    return hashlib.sha256(asked.encode()).hexdigest()


def _digest(content: bytes) -> str:
    if NEAR not in content:
        content = EXACT_NOW.sub(rb"\1", content)
    return hashlib.sha256(content).hexdigest()[:32]
