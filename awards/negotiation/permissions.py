"""Who negotiates."""

from typing import Any

from awards.permissions import can_propose
from calls.models import Phase


def can_record_talk(user: Any, phase: Phase) -> bool:
    """An officer of the call who does not judge its offers."""
    return can_propose(user, phase)
