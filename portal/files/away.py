"""A store of files that refuses or does not answer is told in words (decision 454).

Who uploads by script is answered with the same 503, and tries again by itself.
"""

from collections.abc import Callable

import structlog
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render

from portal.files.store import Download
from portal.work.jobs import NO_ROOM

RETRY_AFTER = "30"  # seconds
GetResponse = Callable[[HttpRequest], HttpResponseBase]
log = structlog.get_logger("portal.files")


class StoreAway:
    """What was asked did not happen, and what was saved before is there: the page says both."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if isinstance(response, Download) and request.method == "GET":
            try:
                response.begin()
            except OSError as error:
                if page := self.process_exception(request, error):
                    return page
                raise
        return response

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """The page, when it is the store that fails; a disk that is full is one that refuses."""
        if not isinstance(error, OSError) or error.errno not in NO_ROOM:
            return None
        log.error("store_away", fault=f"{type(error).__name__}: {error}")
        page = render(request, "503_files.html", status=503)
        page["Retry-After"] = RETRY_AFTER
        return page
