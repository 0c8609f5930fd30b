"""allauth's forms in the words of this portal, without its placeholders.

A placeholder vanishes while one types and is read out twice; the label and the help say it all.
They are not in forms.py, because allauth imports that file while it is itself being imported.
"""

from typing import Any

from allauth.account import forms as account
from allauth.mfa.base import forms as mfa
from allauth.mfa.models import Authenticator
from allauth.mfa.totp import forms as totp
from allauth.mfa.webauthn import forms as webauthn
from allauth.socialaccount import forms as social
from django import forms
from django.core.validators import MaxLengthValidator
from django.utils.translation import gettext_lazy as _

from portal.audit.record import record

LABELS: dict[str, Any] = {
    "login": _("E-mail address"),
    "email": _("E-mail address"),
    "oldpassword": _("Your present password"),
    "code": _("Code"),
    "passwordless": _("Also log in with it without a password"),
}
HELP: dict[str, Any] = {
    "password": "",
    "password1": _("At least 12 characters. A short sentence is fine, and easy to remember."),
    "passwordless": _("Your device then asks for your fingerprint, your face or a PIN each time."),
}


class PlainWords(forms.Form):
    """Labels and help of ours, no placeholders."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.widget.attrs.pop("placeholder", None)
            field.label = LABELS.get(name) or field.label
            field.help_text = HELP.get(name, field.help_text)
        if "code" in self.fields:
            self.fields["code"].widget.attrs |= {"class": "input-short", "autofocus": True}


class LoginForm(PlainWords, account.LoginForm):
    pass


class SignupForm(PlainWords, account.SignupForm):
    pass


class OutsideSignupForm(PlainWords, social.SignupForm):
    """Who came by way of a provider: a name and an address, and no number."""


class AddEmailForm(PlainWords, account.AddEmailForm):
    pass


class ChangePasswordForm(PlainWords, account.ChangePasswordForm):
    pass


class ResetPasswordForm(PlainWords, account.ResetPasswordForm):
    pass


class ResetPasswordKeyForm(PlainWords, account.ResetPasswordKeyForm):
    pass


class ReauthenticateForm(PlainWords, account.ReauthenticateForm):
    pass


class AuthenticateForm(PlainWords, mfa.AuthenticateForm):
    pass


class ReauthenticateWithCodeForm(PlainWords, mfa.ReauthenticateForm):
    pass


class ActivateAppForm(PlainWords, totp.ActivateTOTPForm):
    pass


class NamedPasskey(PlainWords):
    """A passkey has a name, so that one is told from another."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label = _("Name of the passkey")
        self.fields["name"].help_text = _("By which you know it, such as “phone” or “key ring”.")
        self.fields["name"].validators.append(MaxLengthValidator(80))


class AddPasskeyForm(NamedPasskey, webauthn.AddWebAuthnForm):
    pass


class RenamePasskeyForm(NamedPasskey, webauthn.EditWebAuthnForm):
    pass


class PasskeyForm(webauthn.AuthenticateWebAuthnForm):
    """A passkey of a known person that does not fit is one audit line, as a wrong code is."""

    def clean_credential(self) -> Authenticator:
        try:
            return super().clean_credential()
        except forms.ValidationError:
            if self.user is not None:
                record("second_factor_refused", self.user, by=None, method="passkey")
            raise


class ReauthenticateWithPasskeyForm(webauthn.ReauthenticateWebAuthnForm, PasskeyForm):
    pass
