"""Who keeps the keys: holders use their part, officers say who holds one."""

from calls.models import Call, KeyHolder, KeyShare
from calls.permissions import is_officer
from portal.accounts.models import User


def can_use_part(user: User, call: Call) -> bool:
    """Who holds a part of a key of this call."""
    return KeyShare.objects.filter(phase__call=call, holder__user_id=user.pk).exists()


def can_add_deputy(user: User, call: Call) -> bool:
    """Any officer of the call."""
    return is_officer(user, call)


def can_let_go(user: User, holder: KeyHolder) -> bool:
    """An officer, or the holder who can no longer open."""
    return holder.user_id == user.pk or is_officer(user, holder.call)
