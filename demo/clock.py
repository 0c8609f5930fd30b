"""The clock of a world of invented people: it starts somewhere and only goes forward."""

from datetime import datetime

from portal.clock import move_clock_to, portal_now


def move_to(moment: datetime) -> None:
    """Go forward to `moment`; a moment that has passed is left alone."""
    if moment > portal_now():
        move_clock_to(moment)
