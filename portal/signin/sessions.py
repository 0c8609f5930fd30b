"""Sessions begin, are seen, and end (ASVS 7.2 to 7.4). Real time, not portal time."""

import time
import uuid
from datetime import timedelta
from importlib import import_module
from typing import Any

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone

from portal.accounts.models import User
from portal.audit.record import record
from portal.signin.models import SignIn

BEGAN, SEEN, ROW = "began_at", "seen_at", "sign_in"  # in the session
NO_ROW = str(uuid.UUID(int=0))
NOTED_EVERY = 60  # seconds between two notes that a person is there


def began(sender: object, request: HttpRequest, user: User, **_kwargs: Any) -> None:
    """Write down where a session begins. Django has just given it a key of its own."""
    if request.session.session_key is None:
        request.session.create()
    row = SignIn.objects.create(
        user=user,
        session_key=request.session.session_key or "",
        address=_address(request),
        agent=request.META.get("HTTP_USER_AGENT", "")[:200],
    )
    request.session[BEGAN] = request.session[SEEN] = int(time.time())
    request.session[ROW] = str(row.uuid)


def left(sender: object, request: HttpRequest, user: User | None, **_kwargs: Any) -> None:
    """Somebody logs out."""
    if user is not None:
        SignIn.objects.filter(uuid=row_of(request)).delete()


def password_changed(sender: object, request: HttpRequest, user: User, **_kwargs: Any) -> None:
    """Who knew the old password is out; the session that changed it goes on under a new key."""
    record("password_changed", user, by=user)
    current = request.session.session_key if request.user.is_authenticated else None
    row = SignIn.objects.filter(uuid=row_of(request), user=user)
    if current:
        row.update(session_key=current)
    end_all(user, keep=current)


def end_all(user: User, *, keep: str | None = None) -> int:
    """End every session of a person but the one with this key; return how many."""
    return _end(SignIn.objects.filter(user=user).exclude(session_key=keep))


def end_one(row: SignIn) -> None:
    """End this session: its cookie is worth nothing from now on."""
    _end(SignIn.objects.filter(pk=row.pk))


def sessions_of(user: User) -> list[SignIn]:
    """The sessions that live, the last seen first."""
    rows = SignIn.objects.filter(user=user, began_at__gt=timezone.now() - settings.SESSION_LONGEST)
    limit = timezone.now() - idle_limit(user)
    return [row for row in rows if row.seen_at > limit]


def forget_ended() -> int:
    """Remove what is left of sessions that are over; return how many rows."""
    _store().clear_expired()
    over = SignIn.objects.filter(began_at__lte=timezone.now() - settings.SESSION_LONGEST)
    return over.delete()[0]


def row_of(request: HttpRequest) -> str:
    """The UUID of the row about this session, as text."""
    return request.session.get(ROW, NO_ROW)


def idle_limit(user: User | AnonymousUser) -> timedelta:
    """How long somebody may do nothing (timedelta): staff shorter than companies."""
    is_staff = getattr(user, "second_factor_required", False)
    return settings.SESSION_IDLE_STAFF if is_staff else settings.SESSION_IDLE


def seconds_left(request: HttpRequest) -> tuple[int, int]:
    """Until the session ends when nothing happens, and until it ends whatever happens."""
    now = time.time()
    idle = idle_limit(request.user).total_seconds()
    at_most = settings.SESSION_LONGEST.total_seconds()
    session = request.session
    longest = int(session.get(BEGAN, 0) + at_most - now)
    return min(int(session.get(SEEN, 0) + idle - now), longest), longest


def note(request: HttpRequest) -> None:
    """The person is there: the idle time begins anew."""
    now = int(time.time())
    if now - request.session[SEEN] >= NOTED_EVERY:
        request.session[SEEN] = now
        SignIn.objects.filter(uuid=row_of(request)).update(seen_at=timezone.now())


def _end(rows: QuerySet[SignIn]) -> int:
    keys = list(rows.values_list("session_key", flat=True))
    for key in keys:
        _store()(key).delete()
    rows.delete()
    return len(keys)


def _store() -> Any:
    return import_module(settings.SESSION_ENGINE).SessionStore


def _address(request: HttpRequest) -> str | None:
    try:
        return get_adapter().get_client_ip(request)
    except PermissionDenied:  # a request without one, such as a script's
        return None
