"""allauth's outside: mail goes through the outbox, second-factor secrets are encrypted at rest."""

import base64
import uuid
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context as allauth_context
from allauth.mfa.adapter import DefaultMFAAdapter
from django.contrib.sites.shortcuts import get_current_site
from django.http import HttpRequest

from portal.accounts.models import User
from portal.crypto.application_key import decrypt_at_rest, encrypt_at_rest
from portal.mail.outbox import queue_text

_PLACE = {"call": "accounts", "context": b"second-factor"}


class AccountAdapter(DefaultAccountAdapter):
    """Where allauth asks the project."""

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

    def save_user(self, request: HttpRequest, user: User, form: Any, commit: bool = True) -> User:
        """Take the name over from the sign-up form."""
        user = super().save_user(request, user, form, commit=False)
        user.name = form.cleaned_data.get("name", "")
        if commit:
            user.save()
        return user


class MFAAdapter(DefaultMFAAdapter):
    """Second-factor secrets are kept under the application key."""

    def encrypt(self, text: str) -> str:
        return base64.b64encode(encrypt_at_rest(text.encode(), **_PLACE)).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return decrypt_at_rest(base64.b64decode(encrypted_text), **_PLACE).decode()
