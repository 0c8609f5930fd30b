"""A whole section of the text of a call; its marked places alone are in calls/forms/places.py."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from calls.forms.terms import TermsForm
from calls.instruments import instrument_of
from calls.models import Call

LONGEST_TEXT = 40_000  # characters in one section of a call


class SectionForm(TermsForm):
    """The heading and the whole text of one section, in Markdown."""

    title = forms.CharField(label=_("Heading"), max_length=160)
    text = forms.CharField(
        label=_("Text"),
        max_length=LONGEST_TEXT,
        required=False,
        widget=forms.Textarea(attrs={"rows": 18}),
    )

    def __init__(self, data: Any = None, *, call: Call, code: str) -> None:
        self.code = code
        section = next(section for section in call.sections if section["code"] == code)
        own = {"title": section["title"], "text": section["text"]}
        super().__init__(data, initial=own)
        standard = instrument_of(call.instrument).standard["sections"]
        self.fields["text"].help_text = next(
            (one["guidance"]["nl"] for one in standard if one["code"] == code), ""
        )

    def terms(self) -> dict[str, Any]:
        """This section as typed; the others stay as they are when it is saved."""
        return {"section": {**super().terms(), "code": self.code}}
