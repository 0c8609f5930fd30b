"""allauth's forms in the words of this portal, without its placeholders.

A placeholder vanishes while one types and is read out twice; the label and the help say it all.
They are not in forms.py, because allauth imports that file while it is itself being imported.
"""

from typing import Any

from allauth.account import forms as account
from allauth.mfa.base import forms as mfa
from allauth.mfa.totp import forms as totp
from django import forms
from django.utils.translation import gettext_lazy as _

LABELS: dict[str, Any] = {
    "login": _("E-mail address"),
    "email": _("E-mail address"),
    "oldpassword": _("Your present password"),
    "code": _("Code"),
}
HELP: dict[str, Any] = {
    "password": "",
    "password1": _("At least 12 characters. A short sentence is fine, and easy to remember."),
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
