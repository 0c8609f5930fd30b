"""allauth's outside: mail goes through the outbox, second-factor secrets are encrypted at rest."""

import base64
import uuid
from typing import Any
from urllib.parse import urlencode

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.account.utils import get_next_redirect_url
from allauth.core import context as allauth_context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.contrib.sites.shortcuts import get_current_site
from django.http import HttpRequest, HttpResponse
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from portal.accounts.models import User
from portal.audit.record import record
from portal.audit.refusals import count_refusal
from portal.crypto.application_key import decrypt_at_rest, encrypt_at_rest
from portal.federation.adapter import arrive
from portal.mail.outbox import queue_text
from portal.signin import notices

_PLACE: dict[str, Any] = {"call": "accounts", "context": b"second-factor"}


class AccountAdapter(DefaultAccountAdapter):
    """Where allauth asks the project."""

    is_first_login = False

    # What can be said in the words of this portal; allauth's own stands for the rest.
    error_messages = DefaultAccountAdapter.error_messages | {
        "account_inactive": _("This account is closed."),
        "email_password_mismatch": _("The e-mail address or the password is not right."),
        "enter_current_password": _("This is not your present password."),
        "incorrect_password": _("This is not your password."),
        "incorrect_code": _("This is not the present code. Wait for the next one."),
        "too_many_login_attempts": _("Too many attempts. Wait a few minutes and try again."),
        "rate_limited": _("Too many attempts. Wait a few minutes and try again."),
        "duplicate_email": _("You have this address already."),
        "unknown_email": _("We know no account with this address."),
    }

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Queue allauth's own mails (verify, reset) like every other mail."""
        request = allauth_context.request
        everything = {
            "request": request,
            "email": email,
            "current_site": get_current_site(request),
            **context,
        }
        message = self.render_mail(template_prefix, email, everything)
        queue_text(
            template_prefix.rpartition("/")[2],
            to_email=email,
            to=User.objects.filter(email__iexact=email).first(),
            key=uuid.uuid4().hex,
            subject=str(message.subject),
            body=str(message.body),
        )

    def send_notification_mail(
        self,
        template_prefix: str,
        user: User,
        context: dict[str, Any] | None = None,
        email: str | None = None,
    ) -> None:
        """Our own words about what changed in an account, for the person whose it is."""
        occasion = template_prefix.rpartition("/")[2]
        notices.tell(user, occasion, self.request, email=email or "")

    def get_email_confirmation_url(self, request: HttpRequest, emailconfirmation: Any) -> str:
        """The link of the mail leads on to where somebody was going, in another browser as well."""
        address = super().get_email_confirmation_url(request, emailconfirmation)
        target = get_next_redirect_url(request)
        return f"{address}?{urlencode({REDIRECT_FIELD_NAME: target})}" if target else address

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        """A wrong password: a line about a known person, a sum for an address that is nobody's."""
        user = User.objects.filter(email__iexact=credentials.get("email") or "").first()
        if user is None:
            count_refusal(401)
        else:
            record("login_refused", user, by=None)

    def post_login(self, request: HttpRequest, user: User, **facts: Any) -> HttpResponse:
        """Somebody is in: a line, and a mail when the device is new to us."""
        response = super().post_login(request, user, **facts)
        ways = [each["method"] for each in get_authentication_records(request, user)]
        record("log_in", user, by=user, ways=sorted(set(ways)))
        if through := (facts.get("signal_kwargs") or {}).get("sociallogin"):
            arrive(request, user, through)
        notices.greet_device(response, user, request, first=self.is_first_login)
        return response

    def login(self, request: HttpRequest, user: User) -> None:
        self.is_first_login = user.last_login is None
        super().login(request, user)

    def save_user(self, request: HttpRequest, user: User, form: Any, commit: bool = True) -> User:
        """Take the name from the sign-up form, and the language from the page it stood on."""
        user = super().save_user(request, user, form, commit=False)
        user.name = form.cleaned_data.get("name", "")
        user.language = (get_language() or settings.LANGUAGE_CODE)[:2]
        if commit:
            user.save()
        return user


class MFAAdapter(DefaultMFAAdapter):
    """Second-factor secrets are kept under the application key."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "add_email_blocked": _("Remove your second factor before you add an address."),
        "cannot_delete_authenticator": _("This cannot be removed now."),
        "cannot_generate_recovery_codes": _("Set up a passkey or an authenticator app first."),
        "incorrect_code": _("This is not the present code. Wait for the next one."),
        "unverified_email": _("Confirm your e-mail address first: open the link in the mail."),
    }

    def build_totp_svg(self, url: str) -> SafeString:
        """The QR code, as markup for in the page: the CSP takes no data: addresses."""
        drawing = super().build_totp_svg(url)
        start = drawing.index("<svg") + len("<svg")
        label = gettext("QR code to scan with your authenticator app")
        # Made here from the secret alone, by the library that draws it: safe to write out.
        return format_html(
            '<svg role="img" aria-label="{}"{}',
            label,
            mark_safe(drawing[start:]),  # noqa: S308
        )

    def generate_authenticator_name(self, user: User, type: Any) -> str:
        """The name of a passkey that was given none."""
        count = Authenticator.objects.filter(user=user, type=type).count()
        return gettext("Passkey %(number)d") % {"number": count + 1}

    def _get_site_name(self) -> str:
        return "Trechter"

    def encrypt(self, text: str) -> str:
        return base64.b64encode(encrypt_at_rest(text.encode(), **_PLACE)).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return decrypt_at_rest(base64.b64decode(encrypted_text), **_PLACE).decode()
