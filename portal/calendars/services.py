"""Making a calendar's address, anew when it got about, and taking it back."""

import secrets

from django.core.exceptions import PermissionDenied
from django.db import transaction

from portal.accounts.models import User
from portal.audit.record import record
from portal.calendars.models import TaskCalendar
from portal.calendars.permissions import can_have_calendar
from portal.clock import portal_now
from portal.crypto.link_secrets import sha256_of

SECRET_BYTES = 32


@transaction.atomic
def make_calendar(user: User) -> str:
    """Give this person a calendar and return its secret, which is told once and not kept.

    An address that was there before stops working. Raises PermissionDenied.
    """
    if not can_have_calendar(user):
        raise PermissionDenied("calendar")
    secret = secrets.token_urlsafe(SECRET_BYTES)
    TaskCalendar.objects.update_or_create(
        user=user, defaults={"secret_sha256": sha256_of(secret), "made_at": portal_now()}
    )
    record("make_calendar", None, by=user)
    return secret


@transaction.atomic
def end_calendar(user: User) -> None:
    """Take the address back; done twice it changes nothing."""
    deleted, _rows = TaskCalendar.objects.filter(user=user).delete()
    if deleted:
        record("end_calendar", None, by=user)
