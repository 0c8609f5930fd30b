"""Which vault hides the refusal of a page: that somebody was refused at an offer tells of it.

A room registers how the address of its pages names an offer; portal/middleware.py asks here.
"""

from collections.abc import Callable
from typing import Any

SealOf = Callable[[dict[str, Any]], str]
_seals: dict[str, SealOf] = {}


def seals_pages(namespace: str) -> Callable[[SealOf], SealOf]:
    """Register the function from the parts of an address to a seal (empty: none)."""

    def register(function: SealOf) -> SealOf:
        _seals[namespace] = function
        return function

    return register


def seal_of(namespace: str, kwargs: dict[str, Any]) -> str:
    """The seal for a line about this page."""
    found = _seals.get(namespace)
    return found(kwargs) if found else ""
