"""Fields of the offer form. A draft keeps what was typed, also when it is not right yet."""

from typing import Any

from django import forms
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from applications.amounts import parse_amount
from calls.offer_forms import Question
from portal import fields

SHORT_TEXT_CHARACTERS = 300
LONG_TEXT_CHARACTERS = 20_000
TRL_WORDS = {
    1: gettext_lazy("basic principles observed"),
    2: gettext_lazy("concept formulated"),
    3: gettext_lazy("proof of concept"),
    4: gettext_lazy("tested in the lab"),
    5: gettext_lazy("tested in a relevant environment"),
    6: gettext_lazy("demonstrated in a relevant environment"),
    7: gettext_lazy("demonstrated in practice"),
    8: gettext_lazy("complete and qualified"),
    9: gettext_lazy("proven in practice"),
}


class DraftForm(fields.DraftForm):
    """The same, for a section of an offer, which keeps what was typed wrongly too."""

    def draft_values(self) -> dict[str, Any]:
        """Every field's clean value, or what was typed where that is not right yet."""
        typed = {name: self[name].data for name in self.fields if name in self.errors}
        return {name: _plain(self.cleaned_data.get(name, typed.get(name))) for name in self.fields}


class AmountField(forms.CharField):
    """A number of at most two decimals, typed the Dutch or the English way; clean is "1234.50"."""

    def __init__(self, *, money: bool = False, **kwargs: Any) -> None:
        kind = "input-money" if money else "input-number"
        widget = forms.TextInput(attrs={"inputmode": "decimal", "class": kind})
        super().__init__(max_length=40, widget=widget, **kwargs)

    def clean(self, value: Any) -> str:
        text = super().clean(value)
        if not text:
            return ""
        amount = parse_amount(text)
        if amount is None:
            raise forms.ValidationError(
                _("Write a number with at most two decimals, such as 1.250,50."), code="number"
            )
        return f"{amount:f}"

    def prepare_value(self, value: Any) -> Any:
        """Show a stored amount with the decimal sign of the reader's language."""
        if isinstance(value, str) and get_language() == "nl" and parse_amount(value) is not None:
            return value.replace(".", ",") if "," not in value else value
        return value


def errors_of(*bound: DraftForm) -> dict[str, list[str]]:
    return {
        form.add_prefix(name): [str(message) for message in messages]
        for form in bound
        for name, messages in form.errors.items()
    }


def field_of(question: Question) -> forms.Field:
    """The input for one question of the call's form."""
    return _BUILDERS[question.kind](
        question,
        label=question.label,
        help_text=question.guidance,
        required=question.required,
    )


def _short_text(question: Question, **common: Any) -> forms.Field:
    attrs = {"data-word-limit": question.word_limit} if question.word_limit else {}
    widget = forms.TextInput(attrs=attrs)
    return forms.CharField(max_length=SHORT_TEXT_CHARACTERS, widget=widget, **common)


def _long_text(question: Question, **common: Any) -> forms.Field:
    attrs = {"rows": 8}
    if question.word_limit:
        attrs["data-word-limit"] = question.word_limit
    return forms.CharField(
        max_length=LONG_TEXT_CHARACTERS, widget=forms.Textarea(attrs=attrs), **common
    )


def _choice(question: Question, **common: Any) -> forms.Field:
    if question.style == "many":
        return forms.MultipleChoiceField(
            choices=_pairs(question), widget=forms.CheckboxSelectMultiple, **common
        )
    if question.style == "list":
        return forms.ChoiceField(choices=[("", "–"), *_pairs(question)], **common)
    return forms.ChoiceField(choices=_pairs(question), widget=forms.RadioSelect, **common)


def _pairs(question: Question) -> list[tuple[str, str]]:
    return [(choice.code, choice.label) for choice in question.choices]


def _trl(question: Question, **common: Any) -> forms.Field:
    steps = [(str(level), f"{level}: {words}") for level, words in TRL_WORDS.items()]
    return forms.ChoiceField(choices=[("", "–"), *steps], **common)


def _date(question: Question, **common: Any) -> forms.Field:
    widget = forms.DateInput(attrs={"type": "date", "class": "input-date"}, format="%Y-%m-%d")
    return forms.DateField(widget=widget, **common)


def _declaration(question: Question, **common: Any) -> forms.Field:
    return forms.BooleanField(**common)


_BUILDERS = {
    "short_text": _short_text,
    "long_text": _long_text,
    "choice": _choice,
    "yes_no": _choice,
    "trl": _trl,
    "date": _date,
    "declaration": _declaration,
    "number": lambda question, **common: AmountField(**common),
    "money": lambda question, **common: AmountField(money=True, **common),
}


def _plain(value: Any) -> Any:
    """As a section stores it: text, booleans, and a list where several may be chosen."""
    if value is None:
        return ""
    if isinstance(value, list):
        return [str(each) for each in value]
    return value if isinstance(value, bool | str) else str(value)
