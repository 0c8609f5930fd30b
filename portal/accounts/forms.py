"""Input about people and companies."""

from typing import Any

from crispy_forms.helper import FormHelper
from django import forms
from django.utils.translation import gettext_lazy as _

from portal.accounts import kvk as trade_register
from portal.accounts import numbers
from portal.accounts.models import Membership, Organisation
from portal.countries import COUNTRIES


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


class RegisterNumberForm(PlainForm):
    """The KvK number of a company, looked up in the trade register while the form is checked.

    A number that is not there is an error beside the others. A register that does not answer is
    none (REQ-29): `register` then says so. `may_ask` is False for who asks too often.
    """

    kvk = forms.CharField(
        label=_("KvK number"),
        help_text=_("8 digits, as in the trade register."),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "input-short"}),
    )

    def __init__(self, *args: Any, may_ask: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.may_ask = may_ask
        self.register = trade_register.unknown("")

    def clean_kvk(self) -> str:
        number = numbers.read_kvk(self.cleaned_data["kvk"])
        if number:
            self.register = (
                trade_register.look_up(number) if self.may_ask else trade_register.unknown(number)
            )
        if self.register.outcome == trade_register.Outcome.NOT_FOUND:
            raise forms.ValidationError(
                _(
                    "The KvK does not know this number. Check the digits. A company that is not "
                    "in the trade register yet can be registered here without a number."
                )
            )
        return number


class NumbersForm(PlainForm):
    """The numbers of a company with the tax authority and its bank. None of them is needed."""

    rsin = forms.CharField(
        label=_("RSIN"),
        required=False,
        help_text=_("9 digits. A sole trader has none: do not fill in your BSN here."),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "input-short"}),
    )
    vat_id = forms.CharField(
        label=_("VAT number"),
        required=False,
        help_text=_(
            "With the country in front, such as NL123456789B13. Sole traders: the number that you "
            "use since 2020, as it stands on your invoices."
        ),
    )
    iban = forms.CharField(
        label=_("IBAN"),
        required=False,
        help_text=_("The account of the company on which an authority pays."),
    )

    seat = "NL"  # the country of the company, where the form does not ask for it
    is_sole_trader = False

    def of(self, company: Organisation) -> "NumbersForm":
        """This form, for the numbers of a company that is registered here."""
        self.seat, self.is_sole_trader = company.country, company.is_sole_trader
        return self

    def clean_rsin(self) -> str:
        return numbers.read_rsin(self.cleaned_data["rsin"])

    def clean_vat_id(self) -> str:
        country = self.cleaned_data.get("country", self.seat)
        return numbers.read_vat_id(self.cleaned_data["vat_id"], country)

    def clean_iban(self) -> str:
        return numbers.read_iban(self.cleaned_data["iban"])

    def clean(self) -> dict[str, Any]:
        """A BSN is not kept: not as an RSIN, and not inside a VAT number of before 2020."""
        typed = super().clean() or self.cleaned_data
        if typed.get("rsin") and self.is_sole_trader:
            self.add_error(
                "rsin",
                _("A sole trader has no RSIN. Leave this empty, and never fill in your BSN."),
            )
        stands_for_an_entity = "rsin" in self.errors or typed.get("rsin")
        if numbers.may_hold_bsn(typed.get("vat_id", "")) and (
            self.is_sole_trader or not stands_for_an_entity
        ):
            self.add_error(
                "vat_id",
                _(
                    "In a VAT number like this one a BSN can be hidden. For a sole trader, fill in "
                    "the number that you use since 2020. For any other company, fill in the RSIN "
                    "as well."
                ),
            )
        return typed


class CompanyForm(RegisterNumberForm, NumbersForm):
    """Register a company. A foreign company has no KvK number and needs none."""

    field_order = ["name", "country", "kvk", "city", "size", "rsin", "vat_id", "iban"]
    known_kvk = ""  # of a company that is here already: one can ask to join it

    name = forms.CharField(label=_("Name of the company"), max_length=200)
    country = forms.ChoiceField(label=_("Country"), choices=COUNTRIES)
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

    def clean(self) -> dict[str, Any]:
        self.is_sole_trader = self.register.is_sole_trader
        return super().clean()


class FirstCompanyForm(CompanyForm):
    """The company of who begins a first offer: the numbers that payment asks can come later.

    `asks_number` where a Dutch company is to have its KvK number before it begins.
    """

    def __init__(self, *args: Any, asks_number: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.asks_number = asks_number
        for name in NumbersForm.base_fields:
            del self.fields[name]
        if asks_number:
            self.fields["kvk"].help_text = _(
                "8 digits, as in the trade register. Leave empty for a foreign company."
            )

    def clean(self) -> dict[str, Any]:
        """Told here, before a company without its number is registered and cannot begin."""
        typed = super().clean()
        is_dutch = typed.get("country") == "NL"
        if self.asks_number and is_dutch and "kvk" not in self.errors and not typed.get("kvk"):
            self.add_error("kvk", _("This call asks for the KvK number of a Dutch company."))
        return typed


COLLEAGUE_ROLES = [
    (Membership.Role.EDITOR, _("Write offers")),
    (Membership.Role.SIGNATORY, _("Write, sign and send offers")),
    (Membership.Role.VIEWER, _("Read only")),
    (
        Membership.Role.INTERMEDIARY,
        _("Write and send offers as intermediary, with a signed authorisation"),
    ),
]


class ColleagueForm(PlainForm):
    """Invite a colleague into the company."""

    name = forms.CharField(label=_("Name"), max_length=200)
    email = forms.EmailField(label=_("E-mail address"))
    role = forms.ChoiceField(
        label=_("What may your colleague do?"),
        choices=COLLEAGUE_ROLES,
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


class PasskeyStepUpForm(PlainForm):
    """What the browser said to the challenge; the script fills it in."""

    credential = forms.JSONField(
        widget=forms.HiddenInput,
        error_messages={"required": _("Your passkey was not used. A passkey needs JavaScript.")},
    )
