"""What every answer of the API has in common, errors included (NLGov API Design Rules, REQ-23)."""

import hashlib
import json
import logging
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import translation
from django.utils.cache import get_conditional_response, patch_cache_control
from django.views.decorators.csrf import csrf_exempt

from portal.ratelimit import HOUR, is_too_often

VERSION = "1.0.0"
PER_HOUR = 5_000  # requests of one network address
ALLOWED = "GET, HEAD, OPTIONS"
JSON, PROBLEM = "application/json", "application/problem+json"
TITLES = {
    400: "The question is not valid",
    404: "Not found",
    405: "This can only be read",
    406: "Only JSON is given",
    429: "Too many requests",
    500: "Something went wrong here",
}
logger = logging.getLogger(__name__)


class Invalid(Exception):
    """One or more parameters are wrong: all of them, by name, are told at once."""

    def __init__(self, faults: dict[str, str]) -> None:
        super().__init__(str(faults))
        self.faults = faults


def resource(view: Callable[..., Any]) -> Callable[..., HttpResponse]:
    """Make an address of the API of a function that returns plain data.

    The function raises Invalid for a wrong question and Http404 for what is not there.
    """

    @csrf_exempt  # a POST is told that this can only be read, and changes nothing
    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        with translation.override("nl"):
            return _with_headers(_answer(view, request, *args, **kwargs))

    return answer


def missing(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
    """Every other address below /api: not found, and no redirect to one that looks like it."""
    raise Http404


def _answer(
    view: Callable[..., Any], request: HttpRequest, *args: Any, **kwargs: Any
) -> HttpResponse:
    if request.method == "OPTIONS":
        return HttpResponse(status=204, headers={"Allow": ALLOWED})
    if request.method not in {"GET", "HEAD"}:
        response = problem(405, f"Use one of {ALLOWED}.")
        response["Allow"] = ALLOWED
        return response
    if not request.accepts(JSON):
        return problem(406, f"Ask for {JSON}.")
    try:
        if is_too_often(request, "api", per_hour=PER_HOUR):
            response = problem(429, f"At most {PER_HOUR} requests an hour. Come back later.")
            response["Retry-After"] = str(HOUR)
            return response
        return _found(request, view(request, *args, **kwargs))
    except Invalid as invalid:
        parameters = [
            {"name": name, "reason": reason} for name, reason in sorted(invalid.faults.items())
        ]
        return problem(400, "See invalidParams.", invalidParams=parameters)
    except Http404:
        return problem(404, "There is nothing public at this address.")
    except Exception:
        logger.exception("api", extra={"path": request.path})
        return problem(500, "This was written down. Try again later.")


def problem(status: int, detail: str, **more: Any) -> HttpResponse:
    """An error as RFC 9457 wants it."""
    told = {"type": "about:blank", "title": TITLES[status], "status": status, "detail": detail}
    return HttpResponse(json.dumps(told | more), content_type=PROBLEM, status=status)


def _found(request: HttpRequest, data: Any) -> HttpResponse:
    """The data with a tag over what it says, so that who has it already gets a 304."""
    content = json.dumps(data, ensure_ascii=False).encode()
    etag = f'"{hashlib.sha256(content).hexdigest()[:32]}"'
    response = HttpResponse(content, content_type=JSON, headers={"ETag": etag})
    patch_cache_control(response, public=True, no_cache=True)
    return get_conditional_response(request, etag=etag, response=response) or response


def _with_headers(response: HttpResponse) -> HttpResponse:
    response["API-Version"] = VERSION
    response["RateLimit-Limit"] = str(PER_HOUR)
    response["Access-Control-Allow-Origin"] = "*"
    response["Access-Control-Allow-Methods"] = ALLOWED
    response["Access-Control-Expose-Headers"] = "API-Version, ETag, RateLimit-Limit, Retry-After"
    if response.status_code >= 400:
        patch_cache_control(response, no_store=True)
    return response
