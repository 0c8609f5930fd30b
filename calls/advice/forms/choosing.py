"""The questions of the adviser, a call that begins from its suggestion, and keeping it."""

from decimal import Decimal
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from calls.advice.models import Consideration
from calls.advice.records import localised
from calls.advice.rules import book
from calls.advice.selectors import authorities_of, drafts_of
from calls.forms.terms import NewCallForm
from calls.models import Call
from portal.accounts.models import Organisation, User
from portal.fields import EuroField, read_euros

ZERO = Decimal("0.00")


class AmountField(EuroField):
    """An amount in euro, nothing included; Decimal with two places."""

    def clean(self, value: Any) -> Decimal | None:
        if read_euros(str(value or "")) == 0:
            return ZERO
        return super().clean(value)

    def prepare_value(self, value: Any) -> Any:
        """Show what was answered before, which is kept as text."""
        return super().prepare_value(_decimal(value))


class AdviserForm(forms.Form):
    """One page of questions; the answers are codes and amounts, as the rules read them."""

    authority = forms.ModelChoiceField(
        Organisation.objects.none(), label=gettext_lazy("Contracting authority"), empty_label=None
    )

    def __init__(self, data: Any = None, *, user: User, initial: Any = None) -> None:
        super().__init__(data, initial=initial)
        field = cast(forms.ModelChoiceField, self.fields["authority"])
        field.queryset = authorities_of(user)
        field.initial = field.queryset.first()
        for question in localised(book()["questions"], get_language() or "nl"):
            self.fields[question["code"]] = _field_of(question)

    def answers(self) -> dict[str, str]:
        """The answers as text, for `calls.advice.services.consider`."""
        return {
            question["code"]: str(self.cleaned_data[question["code"]])
            for question in book()["questions"]
        }


class StartForm(NewCallForm):
    """The least that a call begins with, and a reason when the adviser suggested otherwise."""

    reason = forms.CharField(
        label=gettext_lazy("Why you choose another instrument than was suggested"),
        help_text=gettext_lazy("This is kept with the call."),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(self, data: Any = None, *, user: User, consideration: Consideration, code: str):
        super().__init__(data, user=user)
        # The consideration was made for one authority and one instrument.
        del self.fields["authority"], self.fields["instrument"]
        if consideration.suggested == code:
            del self.fields["reason"]


class KeepForm(forms.Form):
    """Keep a consideration with a call that is there already."""

    call = forms.ModelChoiceField(
        Call.objects.none(), label=gettext_lazy("Call"), to_field_name="reference"
    )
    reason = forms.CharField(
        label=gettext_lazy("Why the call has another instrument than was suggested"),
        help_text=gettext_lazy("Only needed when it has."),
        max_length=4000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, data: Any = None, *, user: User, consideration: Consideration, **more: Any):
        super().__init__(data, **more)
        self.suggested = consideration.suggested
        cast(forms.ModelChoiceField, self.fields["call"]).queryset = drafts_of(user).filter(
            contracting_authority=consideration.authority
        )

    @property
    def has_calls(self) -> bool:
        """Whether there is a draft to keep it with."""
        queryset = cast(forms.ModelChoiceField, self.fields["call"]).queryset
        return queryset is not None and queryset.exists()

    def clean(self) -> dict[str, Any]:
        """Another instrument than was suggested needs a reason."""
        cleaned = super().clean() or self.cleaned_data
        call = cleaned.get("call")
        if call and call.instrument != self.suggested and not cleaned.get("reason", "").strip():
            self.add_error(
                "reason",
                ValidationError(
                    _("Say why you choose another instrument than was suggested."), code="required"
                ),
            )
        return cleaned


def _field_of(question: dict[str, Any]) -> forms.Field:
    if question["kind"] == "money":
        return AmountField(label=question["label"], help_text=question["guidance"])
    return forms.ChoiceField(
        label=question["label"],
        help_text=question["guidance"],
        choices=[(option["code"], option["label"]) for option in question["options"]],
        widget=forms.RadioSelect,
    )


def _decimal(value: Any) -> Any:
    """An earlier answer, kept as text with a full stop; what was typed just now stays as typed."""
    if isinstance(value, str) and value.replace(".", "", 1).isdigit() and value[-3:-2] == ".":
        return Decimal(value)
    return value
