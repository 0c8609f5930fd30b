"""Mails to a person about the own account: a new device, another factor, another password."""

import uuid
from typing import Any

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.core import signing
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from portal.accounts.models import User
from portal.audit.record import record
from portal.mail.outbox import queue_text, text_of
from portal.signin.agents import device_text

NEW_DEVICE = "new_device"
# Subject and sentence per occasion; the names are allauth's, but for our own first one.
NOTICES: dict[str, tuple[Any, Any]] = {
    NEW_DEVICE: (
        _("You logged in on a new device"),
        _("Somebody logged in to your account on a device that we do not know yet."),
    ),
    "password_changed": (_("Your password was changed"), _("Your password was changed.")),
    "password_set": (_("Your password was set"), _("A password was set for your account.")),
    "password_reset": (
        _("Your password was changed"),
        _("Your password was changed through a link in a mail."),
    ),
    "email_changed": (
        _("Your e-mail address was changed"),
        _("The address with which you log in was changed."),
    ),
    "email_deleted": (
        _("An e-mail address was removed"),
        _("An address was removed from your account."),
    ),
    "totp_activated": (
        _("An authenticator app was set up"),
        _("An authenticator app was set up for your account."),
    ),
    "totp_deactivated": (
        _("Your authenticator app was removed"),
        _("The authenticator app was removed from your account."),
    ),
    "webauthn_added": (_("A passkey was set up"), _("A passkey was set up for your account.")),
    "webauthn_removed": (
        _("A passkey was removed"),
        _("A passkey was removed from your account."),
    ),
    "recovery_codes_generated": (
        _("New recovery codes were made"),
        _("New recovery codes were made for your account. The old ones do not work any more."),
    ),
    "account_connected": (
        _("Another way to log in was added"),
        _("From now on you can also log in through your organisation or eHerkenning."),
    ),
    "account_disconnected": (
        _("A way to log in was removed"),
        _("You cannot log in through your organisation or eHerkenning any more."),
    ),
}
DEVICE_SALT = "portal.signin.device"
DEVICE_AGE = 365 * 24 * 3600


def tell(user: User, occasion: str, request: HttpRequest, *, email: str = "") -> None:
    """Queue the mail, in the person's language, and write the occasion in the history."""
    try:
        address = get_adapter().get_client_ip(request)
    except PermissionDenied:
        address = ""
    subject, what = NOTICES[occasion]
    with translation.override(user.language):
        context = {
            "to": user, "subject": str(subject), "what": str(what), "at": timezone.now(),
            "device": device_text(request.META.get("HTTP_USER_AGENT", "")), "address": address,
        }  # fmt: skip
    subject, body = text_of("security_notice", language=user.language, context=context)
    queue_text(
        "security_notice",
        to=user,
        to_email=email or user.email,
        key=uuid.uuid4().hex,
        subject=subject,
        body=body,
    )
    record("security_notice", user, by=user, occasion=occasion)


def greet_device(response: HttpResponse, user: User, request: HttpRequest, *, first: bool) -> None:
    """Tell of a device on which this person never logged in before, and know it from now on.

    The device itself remembers who logged in on it, signed by us: the portal keeps no list.
    """
    known = _known_on(request)
    if str(user.uuid) in known:
        return
    if not first:
        tell(user, NEW_DEVICE, request)
    response.set_cookie(
        settings.DEVICE_COOKIE_NAME,
        signing.dumps([*known, str(user.uuid)][-5:], salt=DEVICE_SALT),
        max_age=DEVICE_AGE,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def _known_on(request: HttpRequest) -> list[str]:
    cookie = request.COOKIES.get(settings.DEVICE_COOKIE_NAME, "")
    try:
        found = signing.loads(cookie, salt=DEVICE_SALT, max_age=DEVICE_AGE)
    except signing.BadSignature:
        return []
    return [str(each) for each in found]
