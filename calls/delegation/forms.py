"""Input for asking a colleague to act in one's place."""

from datetime import date
from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from calls.delegation.selectors import calls_of, colleagues_of, offices_of
from calls.models import Call
from portal.accounts.forms import PlainForm
from portal.accounts.models import Organisation, User


class AskForm(PlainForm):
    """Whom, for which call, and until when."""

    organisation = forms.ModelChoiceField(
        Organisation.objects.none(), label=_("Organisation"), empty_label=None,
        to_field_name="uuid",
    )  # fmt: skip
    delegate = forms.ModelChoiceField(
        User.objects.none(), label=_("Colleague"), to_field_name="uuid",
        help_text=_("Somebody of your organisation who is no officer."),
    )  # fmt: skip
    call = forms.ModelChoiceField(
        Call.objects.none(), label=_("Call"), to_field_name="reference", required=False,
        empty_label=_("all calls of the organisation"),
    )  # fmt: skip
    last_day = forms.DateField(
        label=_("Last day"),
        help_text=_("It ends by itself at the end of this day. You can stop it before."),
        widget=forms.DateInput(attrs={"type": "date", "class": "input-date"}, format="%Y-%m-%d"),
    )

    def __init__(self, by: User, *args: Any) -> None:
        super().__init__(*args)
        offices = offices_of(by)
        for name, rows in (
            ("organisation", offices), ("delegate", colleagues_of(by)), ("call", calls_of(by)),
        ):  # fmt: skip
            cast(forms.ModelChoiceField, self.fields[name]).queryset = rows
        if offices.count() == 1:
            field = cast(forms.ModelChoiceField, self.fields["organisation"])
            field.widget, field.initial = forms.HiddenInput(), offices.get().uuid

    def asked(self) -> tuple[Organisation, dict[str, User | Call | date | None]]:
        """Where, and the rest as the service takes it."""
        data = dict(self.cleaned_data)
        return data.pop("organisation"), data
