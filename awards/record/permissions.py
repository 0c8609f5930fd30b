"""Who keeps the record of a call, and who may have its package."""

from typing import Any

from calls.models import Call
from calls.permissions import is_officer


def can_keep_record(user: Any, call: Call) -> bool:
    """The officers of the call: the package holds letters and contracts of several companies."""
    return is_officer(user, call)
