"""Who may have a calendar that opens without logging in."""

from portal.accounts.models import User


def can_have_calendar(user: User) -> bool:
    """Everybody but those whose work asks for a second factor: officers, committee, platform."""
    return user.is_active and not user.second_factor_required
