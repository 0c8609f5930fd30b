"""What somebody writes to be erased, and what an operator answers."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.accounts.models import User

AREA = forms.Textarea(attrs={"rows": 4})


class AskForm(forms.Form):
    """A word of explanation, which nobody has to give."""

    words = forms.CharField(
        label=_("What do you want to tell about it?"), max_length=2000, required=False, widget=AREA
    )


class CloseForm(forms.Form):
    """What shows that it is this person: the password, or the address where there is none."""

    password = forms.CharField(
        label=_("Your password"), strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )  # fmt: skip
    email = forms.EmailField(
        label=_("Your e-mail address"), help_text=_("Type the address of this account.")
    )

    def __init__(self, *args: Any, user: User, has_proof: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        asked = "" if has_proof else "password" if user.has_usable_password() else "email"
        for name in {"password", "email"} - {asked}:
            del self.fields[name]

    def clean_password(self) -> str:
        password: str = self.cleaned_data["password"]
        if not self.user.check_password(password):
            raise forms.ValidationError(_("This is not your password."))
        return password

    def clean_email(self) -> str:
        email: str = self.cleaned_data["email"]
        if email.lower() != self.user.email.lower():
            raise forms.ValidationError(_("This is not the address of this account."))
        return email


class ProposeForm(forms.Form):
    """Erase or refuse, and why."""

    erases = forms.TypedChoiceField(
        label=_("What do you propose?"),
        choices=[("yes", _("Erase this person")), ("no", _("Refuse the request"))],
        coerce=lambda answer: answer == "yes",
        widget=forms.RadioSelect,
    )
    reasons = forms.CharField(
        label=_("Reasons"), max_length=4000, widget=AREA,
        help_text=_("The person reads this in the mail with the answer."),
    )  # fmt: skip
