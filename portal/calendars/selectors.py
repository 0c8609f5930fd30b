"""Whose calendar an address opens."""

from portal.accounts.models import User
from portal.calendars.models import TaskCalendar
from portal.crypto.link_secrets import sha256_of


def calendar_of(user: User) -> TaskCalendar | None:
    """The calendar of this person, if they made one."""
    return TaskCalendar.objects.filter(user=user).first()


def holder_of(secret: str) -> User | None:
    """Whose calendar it is; None for a wrong or old secret, and for whom it must not show.

    Who needs a second factor has no calendar: its address would go around that factor.
    """
    found = (
        TaskCalendar.objects.select_related("user")
        .filter(
            secret_sha256=sha256_of(secret),
            user__is_active=True,
            user__second_factor_required=False,
        )
        .first()
    )
    return found.user if found else None
