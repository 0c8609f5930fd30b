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
PATIENCE = 0.02  # seconds in which a place may come free
RETRY_SECONDS = 5
FREE = ("/healthz", "/readyz", "/metrics", "/account/")


class Admission:
    """Places for pages that are read; everything that is written passes."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self._visitors = threading.BoundedSemaphore(VISITORS)
        self._signed_in = threading.BoundedSemaphore(SIGNED_IN)

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method not in {"GET", "HEAD"} or request.path.startswith(FREE):
            return self.get_response(request)
        # A cookie can be invented, and then still only gets the places of those who are logged in.
        is_known = settings.SESSION_COOKIE_NAME in request.COOKIES
        places = self._signed_in if is_known else self._visitors
        if not places.acquire(timeout=PATIENCE):
            counters.count_shed()
            return busy()
        try:
            return self.get_response(request)
        finally:
            places.release()


def busy() -> HttpResponse:
    """503, with when to come back; the page is made once."""
    answer = HttpResponse(_page(), status=503)
    answer["Retry-After"] = str(RETRY_SECONDS)
    answer["Cache-Control"] = "no-store"
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
