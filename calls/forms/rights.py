"""Who keeps the rights on the results: a choice that every call makes (REQ-02 (d))."""

from typing import Any

from django import forms
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from calls.forms.terms import TermsForm
from calls.models import Call
from calls.rights import clause


class RightsForm(TermsForm):
    """One of three arrangements, each with the sentence that it puts in the text."""

    rights = forms.ChoiceField(
        label=_("Who keeps the rights on the results"), widget=forms.RadioSelect
    )

    def __init__(self, data: Any = None, *, call: Call) -> None:
        super().__init__(data, initial={"rights": call.rights})
        authority = call.contracting_authority.name
        self.fields["rights"].choices = [  # type: ignore[attr-defined]
            (
                value,
                format_html(
                    '{}<br><span class="muted">{}</span>',
                    str(label)[:1].upper() + str(label)[1:],
                    clause(value, authority),
                ),
            )
            for value, label in Call.Rights.choices
        ]
