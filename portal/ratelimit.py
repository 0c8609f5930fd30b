"""A brake on what anybody may do without logging in."""

from allauth.account.adapter import get_adapter
from django.core.cache import cache
from django.http import HttpRequest

HOUR = 3600


def is_too_often(request: HttpRequest, action: str, *, per_hour: int) -> bool:
    """Count one more from this network address; whether that is more than allowed in an hour.

    Real time, not portal time: it holds back programs, and decides nothing about a call.
    """
    key = f"often:{action}:{get_adapter().get_client_ip(request)}"
    if cache.add(key, 1, HOUR):
        return per_hour < 1
    try:
        return cache.incr(key) > per_hour
    except ValueError:  # it expired between the two lines
        return False
