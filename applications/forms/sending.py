"""The forms around sending: begin, declare, change code, passphrase, admissibility."""

from typing import Any, cast

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from calls import eligibility
from calls.knock_outs import knock_outs_of
from calls.models import Phase, Theme
from portal.accounts.models import Organisation
from portal.crypto import change_code
from portal.crypto.errors import WrongCode


class StartForm(forms.Form):
    """For which company, and on which theme. What leaves no choice is not asked."""

    organisation = forms.ModelChoiceField(
        label=gettext_lazy("Company"), queryset=Organisation.objects.none(), empty_label=None
    )
    theme = forms.ModelChoiceField(
        label=gettext_lazy("Theme"),
        queryset=Theme.objects.none(),
        widget=forms.RadioSelect,
        empty_label=None,
    )

    def __init__(self, phase: Phase, companies: list[Organisation], *args: Any) -> None:
        super().__init__(*args)
        self.call = phase.call
        company = cast(forms.ModelChoiceField, self.fields["organisation"])
        theme = cast(forms.ModelChoiceField, self.fields["theme"])
        company.queryset = Organisation.objects.filter(pk__in=[each.pk for each in companies])
        if not companies:
            del self.fields["organisation"]
        elif len(companies) == 1:
            company.widget, company.initial = forms.HiddenInput(), companies[0].pk
        theme.queryset = phase.call.themes.all()
        if not theme.queryset.exists():
            del self.fields["theme"]

    def clean_organisation(self) -> Organisation:
        """Refuse a company that does not meet the conditions of the call."""
        company = self.cleaned_data["organisation"]
        if refused := eligibility.refusals(self.call, company):
            raise forms.ValidationError(refused)
        return company


class DeclareForm(forms.Form):
    """What the signatory says by sending."""

    declared = forms.BooleanField(
        label=gettext_lazy(
            "I may sign for this company. What this offer says is true, and the company stands"
            " by it."
        ),
        error_messages={"required": gettext_lazy("Tick the declaration before you send.")},
    )


class ChangeCodeForm(forms.Form):
    """The code that only the company has; the browser that sent the offer fills it in itself."""

    code = forms.CharField(
        label=gettext_lazy("Change code"),
        help_text=gettext_lazy("Nine groups of four letters and digits, such as 7KQ2-M4ZP-…"),
        max_length=80,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )

    def clean_code(self) -> str:
        """The code as it was given, however it was typed."""
        try:
            return change_code.normalise(self.cleaned_data["code"])
        except WrongCode:
            raise forms.ValidationError(
                _("This is not a whole change code. Check it: it has 36 letters and digits.")
            ) from None


class PassphraseForm(forms.Form):
    """The passphrase of one's own vault key."""

    passphrase = forms.CharField(
        label=gettext_lazy("Passphrase of your vault key"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )


class AdmissibilityForm(forms.Form):
    """Admissible, or excluded with the reasons."""

    judgement = forms.ChoiceField(
        label=gettext_lazy("May this offer be assessed?"),
        choices=[
            ("admissible", gettext_lazy("Yes, it is admissible")),
            ("excluded", gettext_lazy("No, it is excluded")),
        ],
        widget=forms.RadioSelect,
    )
    grounds = forms.MultipleChoiceField(
        label=gettext_lazy("Which knock-outs apply"),
        help_text=gettext_lazy("Only for an exclusion. These were announced in the call."),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    reasons = forms.CharField(
        label=gettext_lazy("Reasons for exclusion"),
        help_text=gettext_lazy("The applicant reads these reasons in the letter."),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 5}),
    )

    def __init__(self, phase: Phase, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.announced = [(each.code, each.text) for each in knock_outs_of(phase)]
        if self.announced:
            cast(forms.MultipleChoiceField, self.fields["grounds"]).choices = self.announced
        else:
            del self.fields["grounds"]

    def clean(self) -> dict[str, Any]:
        """An exclusion states its ground and its reasons."""
        cleaned = super().clean() or {}
        if cleaned.get("judgement") != "excluded":
            return cleaned | {"grounds": []}
        if self.announced and not cleaned.get("grounds"):
            self.add_error("grounds", _("Say which knock-out of the call applies."))
        if not cleaned.get("reasons", "").strip():
            self.add_error("reasons", _("State why this offer is excluded."))
        return cleaned
