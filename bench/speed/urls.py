"""The portal's addresses, and one view that does nothing but answer with bytes it has."""

from functools import cache

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import path

from portal.urls import urlpatterns as portal_urls


@cache
def _content(name: str) -> bytes:
    return (settings.RUN_DIR / f"bare-{name}").read_bytes()


def bare(request: HttpRequest, name: str) -> HttpResponse:
    """The same middlewares, the same bytes, no work."""
    return HttpResponse(_content(name))


urlpatterns = [path("bare/<slug:name>", bare), *portal_urls]
