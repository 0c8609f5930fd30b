"""Input about people and companies."""

from crispy_forms.helper import FormHelper
from django import forms
from django.utils.translation import gettext_lazy as _
from stdnum.exceptions import ValidationError as NumberError
from stdnum.util import clean

from portal.accounts.models import Membership, Organisation


class PlainForm(forms.Form):
    """A form whose <form> element is written by the template (look of all our forms)."""

    @property
    def helper(self) -> FormHelper:
        helper = FormHelper(self)
        helper.form_tag = False
        helper.disable_csrf = True
        return helper


class SignupForm(forms.Form):
    """What allauth's sign-up asks on top of e-mail and password."""

    field_order = ["name", "email", "password1", "password2"]
    name = forms.CharField(label=_("Your name"), max_length=200)

    def signup(self, request: object, user: object) -> None:
        """Nothing more: the adapter has saved the name."""


class CompanyForm(PlainForm):
    """Register a company. A foreign company has no KvK number and needs none."""

    name = forms.CharField(label=_("Name of the company"), max_length=200)
    country = forms.ChoiceField(
        label=_("Country"),
        choices=[
            ("NL", _("Netherlands")),
            ("BE", _("Belgium")),
            ("DE", _("Germany")),
            ("FR", _("France")),
            ("DK", _("Denmark")),
            ("SE", _("Sweden")),
            ("AT", _("Austria")),
            ("IE", _("Ireland")),
            ("IT", _("Italy")),
            ("ES", _("Spain")),
            ("PL", _("Poland")),
        ],
    )
    kvk = forms.CharField(
        label=_("KvK number"),
        required=False,
        help_text=_(
            "8 digits, as in the trade register. Leave empty for a foreign company, or when yours "
            "is not registered yet: most calls ask for the number before you begin an offer."
        ),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "input-short"}),
    )
    city = forms.CharField(label=_("Town"), max_length=100)
    size = forms.ChoiceField(
        label=_("How many people work there?"),
        choices=Organisation.Size.choices,
        help_text=_("For the statistics. It does not decide whether you may take part."),
    )

    def clean_kvk(self) -> str:
        return _kvk(self.cleaned_data["kvk"])


class RegisterNumberForm(PlainForm):
    """The KvK number of a company that had none when it was registered here."""

    kvk = forms.CharField(
        label=_("KvK number"),
        help_text=_("8 digits, as in the trade register."),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "input-short"}),
    )

    def clean_kvk(self) -> str:
        return _kvk(self.cleaned_data["kvk"])


def _kvk(typed: str) -> str:
    """The digits of a KvK number, empty for none. Raises ValidationError."""
    try:
        number = clean(typed, " .-").strip()
    except NumberError:
        number = "?"
    if number and not (number.isascii() and number.isdigit() and len(number) == 8):
        raise forms.ValidationError(_("A KvK number has 8 digits, such as 01234567."))
    return str(number)


class ColleagueForm(PlainForm):
    """Invite a colleague into the company."""

    name = forms.CharField(label=_("Name"), max_length=200)
    email = forms.EmailField(label=_("E-mail address"))
    role = forms.ChoiceField(
        label=_("What may your colleague do?"),
        choices=[
            (Membership.Role.EDITOR, _("Write offers")),
            (Membership.Role.SIGNATORY, _("Write, sign and send offers")),
            (Membership.Role.VIEWER, _("Read only")),
        ],
        widget=forms.RadioSelect,
    )


class StepUpForm(PlainForm):
    """The code of the authenticator app."""

    code = forms.CharField(
        label=_("Code from your authenticator app"),
        max_length=10,
        widget=forms.TextInput(
            attrs={"inputmode": "numeric", "autocomplete": "one-time-code", "class": "input-short"}
        ),
    )
