"""Each request gets a number, one line in the log, and a place in the counts.

The number is on every error page and in a header, and on every line of the log that comes of the
request. The line names the page, and never its address: that may hold a secret or a name.
"""

import time
import uuid
from collections.abc import Callable

import structlog
from django.http import HttpRequest, HttpResponse

from portal.operating import counters

HEADER = "X-Request-Id"
SEND, SAVE = "applications:submit", "applications:autosave"
KINDS = {(SEND, "POST"): "send", (SAVE, "POST"): "save"}
# Asked every few seconds by programs: their lines would hide those of people.
UNLOGGED = {"healthz", "readyz", "metrics"}
log = structlog.get_logger("portal.requests")


class EachRequest:
    """The outermost middleware."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        number = uuid.uuid4().hex[:16]
        structlog.contextvars.bind_contextvars(request=number)
        try:
            began = time.perf_counter()
            response = self.get_response(request)
            seconds = time.perf_counter() - began
            response[HEADER] = number
            page = request.resolver_match.view_name if request.resolver_match else ""
            method = request.method or ""
            counters.count(KINDS.get((page, method), "page"), response.status_code, seconds)
            if page not in UNLOGGED:
                log.info(
                    "request", method=method, page=page, status=response.status_code,
                    ms=round(seconds * 1000, 1),
                )  # fmt: skip
            return response
        finally:
            structlog.contextvars.clear_contextvars()


def number_of_request() -> str:
    """The number of the request that is being answered here; empty outside one."""
    return str(structlog.contextvars.get_contextvars().get("request", ""))
