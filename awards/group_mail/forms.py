"""A text to a group."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from awards.group_mail.groups import groups_of
from calls.models import Phase


class GroupMailForm(forms.Form):
    """To whom, about what, and the text."""

    group = forms.ChoiceField(label=_("To"), widget=forms.RadioSelect)
    subject = forms.CharField(label=_("Subject"), max_length=150)
    body = forms.CharField(
        label=_("Text"),
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 10}),
        help_text=_(
            "Write nothing of one offer or company. "
            "The greeting and the link to the call are added."
        ),
    )

    def __init__(self, data: Any = None, *, phase: Phase) -> None:
        super().__init__(data)
        choices = [(group.value, group.label) for group in groups_of(phase)]
        self.fields["group"].choices = choices  # type: ignore[attr-defined]
