"""Above what the machine can carry, visitors are turned away so that writers can go on.

Saving and sending are never turned away, nor is logging in. Who is logged in comes before who is
not. Each web process counts for itself: no cache and no database is asked, so this holds when they
fail.
"""

import threading
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils import translation

from portal.operating import counters

# How many pages one process makes at once. More would only make each of them slower, and the
# sendings beside them too.
VISITORS, SIGNED_IN = 2, 4
# So many may wait for a place, and no longer than this: they hold threads that writers may need.
WAITING, PATIENCE = 2, 2.0  # seconds
RETRY_SECONDS = 5
FREE = ("/healthz", "/readyz", "/metrics", "/account/")


class Places:
    """Places for so many, and a few seats to wait on; with all of these taken one goes at once."""

    def __init__(self, count: int) -> None:
        self._free = threading.BoundedSemaphore(count)
        self._seats = threading.BoundedSemaphore(WAITING)

    def taken(self) -> bool:
        """Take a place, waiting for one if there is a seat; False when there is none."""
        if self._free.acquire(blocking=False):
            return True
        if not self._seats.acquire(blocking=False):
            return False
        try:
            return self._free.acquire(timeout=PATIENCE)
        finally:
            self._seats.release()

    def give_back(self) -> None:
        self._free.release()


class Admission:
    """Places for pages that are read; everything that is written passes."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self._visitors, self._signed_in = Places(VISITORS), Places(SIGNED_IN)

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method not in {"GET", "HEAD"} or request.path.startswith(FREE):
            return self.get_response(request)
        # A cookie can be invented, and then still only gets the places of those who are logged in.
        is_known = settings.SESSION_COOKIE_NAME in request.COOKIES
        places = self._signed_in if is_known else self._visitors
        if not places.taken():
            counters.count_shed()
            return busy()
        try:
            return self.get_response(request)
        finally:
            places.give_back()


def busy() -> HttpResponse:
    """503, with when to come back; the page is made once."""
    answer = HttpResponse(_page(), status=503)
    answer["Retry-After"] = str(RETRY_SECONDS)
    answer["Cache-Control"] = "no-store"
    # Nobody further in is there to say it, and a line of which the end is known stays open.
    answer["Content-Length"] = str(len(answer.content))
    return answer


_made: list[str] = []


def _page() -> str:
    if not _made:
        words = {}
        for language in ("nl", "en"):
            with translation.override(language):
                words[language] = render_to_string("operating/busy_words.html")
        with translation.override("nl"):
            _made.append(render_to_string("operating/busy.html", {"words": words}))
    return _made[0]
