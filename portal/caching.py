"""Answers for the public that a cache may keep, as long as it asks each time whether they hold."""

import hashlib
import re
from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response, patch_cache_control

# The page's own second, which only the countdown reads. Days before a deadline the minute will do;
# closer by, every answer is a new one, so that no countdown starts from an old moment.
EXACT_NOW = re.compile(rb'data-now="([^"]{16})[^"]*"')
NEAR = b"is-near"


def revalidated(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Give a public answer an ETag, and a 304 to who has it already.

    The tag is made over what the page says, so it can never vouch for something old. An answer to
    somebody who is logged in gets none: PrivateByDefault keeps that out of every cache.
    """

    @wraps(view)
    def answer(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        response = view(request, *args, **kwargs)
        if request.user.is_authenticated or response.status_code != 200 or response.streaming:
            return response
        etag = f'"{_digest(response.content)}"'
        response["ETag"] = etag
        patch_cache_control(response, public=True, no_cache=True)
        return get_conditional_response(request, etag=etag, response=response) or response

    return answer


def _digest(content: bytes) -> str:
    if NEAR not in content:
        content = EXACT_NOW.sub(rb"\1", content)
    return hashlib.sha256(content).hexdigest()[:32]
