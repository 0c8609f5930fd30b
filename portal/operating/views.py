"""What the operator and monitoring ask: does each part work, and what are the numbers."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.crypto import constant_time_compare
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from portal.operating import numbers, readiness


@require_safe
@never_cache
def readyz(request: HttpRequest) -> HttpResponse:
    """Each part by name, and whether it works: 503 when one does not. Why stands in the log."""
    parts = readiness.parts()
    readiness.log_faults(parts)
    words = [f"{part.name} {'ok' if part.is_ready else 'fails'}" for part in parts]
    return HttpResponse(
        "\n".join(words) + "\n",
        status=200 if all(part.is_ready for part in parts) else 503,
        content_type="text/plain; charset=utf-8",
    )


@require_safe
@never_cache
def metrics(request: HttpRequest) -> HttpResponse:
    """The numbers for monitoring, for who has the token; without one set there is no such page."""
    given = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if not settings.METRICS_TOKEN or not constant_time_compare(given, settings.METRICS_TOKEN):
        raise Http404
    return HttpResponse(numbers.as_metrics(), content_type="text/plain; version=0.0.4")
