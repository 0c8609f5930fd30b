"""Who asks to act as somebody, and who says yes."""

from portal.accounts.models import User
from portal.accounts.permissions import is_operator
from portal.support.models import SupportSession


def can_ask(user: User) -> bool:
    """The platform's operator."""
    return is_operator(user)


def can_act(user: User, session: SupportSession) -> bool:
    """Who asked, for as long as they are an operator."""
    return session.operator_id == user.pk and is_operator(user)


def can_consent(user: User, session: SupportSession) -> bool:
    """The person, and nobody for them."""
    return session.user_id == user.pk


def can_end(user: User, session: SupportSession) -> bool:
    """Either of both."""
    return user.pk in {session.user_id, session.operator_id}
