"""Brakes on what costs the portal much, or others something (decision 432).

Real time, not portal time: they hold back programs, and decide nothing about a call. Without Redis
each process counts for itself (portal/cache.py), so an offer can be sent whatever happens.
"""

import re
from collections.abc import Callable

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

HOUR = 3600
# Documents and exports that are made while one waits, by how their addresses end. The API has its
# own brake, and what is in storage already costs little.
COSTLY = re.compile(r"^/(?!api/).*[./](pdf|csv|xlsx|jsonl?|png|svg)/?$")
GetResponse = Callable[[HttpRequest], HttpResponse]


def is_too_often(request: HttpRequest, action: str, *, per_hour: int) -> bool:
    """Count one more from this network address; whether that is more than allowed in an hour."""
    return count(f"often:{action}:{get_adapter().get_client_ip(request)}", HOUR) > per_hour


def count(key: str, seconds: int, *, more: int = 1) -> int:
    """Count so many more in this stretch of time, and return how many there are now."""
    if cache.add(key, more, seconds):
        return more
    try:
        return cache.incr(key, more)
    except ValueError:  # it expired between the two lines
        return more


def too_many(request: HttpRequest) -> HttpResponse:
    """The page of who asked too often, with when to come back."""
    response = render(request, "429.html", status=429)
    response["Retry-After"] = str(HOUR)
    return response


class BrakeOnCostlyWork:
    """One person, or one network address without a login, has so many documents made an hour."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if COSTLY.match(request.path):
            by = request.user.pk or get_adapter().get_client_ip(request)
            if count(f"costly:{by}", HOUR) > settings.COSTLY_AN_HOUR:
                return too_many(request)
        return self.get_response(request)
