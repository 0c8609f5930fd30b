"""What assessors get of an answer: so many pages of a file, and in some phases no names."""

from django import forms
from django.utils.translation import gettext_lazy

from calls import form_schema


class ReaderFields(forms.Form):
    """The part of a question that is about who reads the answer (REQ-11)."""

    page_limit = forms.IntegerField(
        label=gettext_lazy("Assessors get at most so many pages"),
        help_text=gettext_lazy("A longer file is taken too; the pages after these are not shown."),
        min_value=1,
        max_value=form_schema.MOST_PAGES,
        required=False,
        widget=forms.NumberInput(attrs={"class": "input-number"}),
    )
    anonymous = forms.BooleanField(
        label=gettext_lazy("This file tells nothing of who sent it: assessors read this one"),
        required=False,
    )
    identifies = forms.BooleanField(
        label=gettext_lazy("The answer tells who sent it: assessors do not see it"), required=False
    )

    def ask_anonymity(self, *, is_anonymous: bool) -> None:
        """Only an anonymous phase asks what assessors may see."""
        if not is_anonymous:
            for name in ("anonymous", "identifies"):
                self.fields.pop(name, None)
