"""The form of one text. Everything that is wrong is said at once, next to what is wrong."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from awards.lettering.faults import body_faults, subject_faults
from awards.lettering.kinds import TextKey


class TextForm(forms.Form):
    """Subject, text, and what is different in this version."""

    subject = forms.CharField(label=_("Subject"), max_length=200)
    body = forms.CharField(
        label=_("Text of the letter"),
        max_length=20_000,
        help_text=_(
            "Salutation, address and closing stand around it already. An empty line begins a new "
            "paragraph, ## a heading, - a line of a list."
        ),
        widget=forms.Textarea(attrs={"rows": 24, "class": "letter-text", "spellcheck": "true"}),
    )
    note = forms.CharField(
        label=_("What is different, and why"),
        max_length=300,
        help_text=_("Your colleagues read this in the list of versions."),
    )
    seen_version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def __init__(self, *args: Any, key: TextKey, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.key = key

    def clean_subject(self) -> str:
        subject: str = self.cleaned_data["subject"]
        if faults := subject_faults(self.key, subject):
            raise forms.ValidationError(faults)
        return subject

    def clean_body(self) -> str:
        body: str = self.cleaned_data["body"]
        if faults := body_faults(self.key, body):
            raise forms.ValidationError(faults)
        return body
