"""Input about authorisations and about people who ask to join."""

from typing import Any, cast

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.accounts.forms import COLLEAGUE_ROLES, PlainForm
from portal.accounts.models import User
from portal.clock import portal_today
from portal.files.fields import SoundFile


class MandateForm(PlainForm):
    """A signed authorisation for an intermediary, as a PDF."""

    intermediary = forms.ModelChoiceField(
        User.objects.none(), label=gettext_lazy("Intermediary"), empty_label=None
    )
    signed_by = forms.CharField(
        label=gettext_lazy("Who signed it"),
        help_text=gettext_lazy("The name of who may sign for the company."),
        max_length=200,
    )
    signed_on = forms.DateField(
        label=gettext_lazy("Signed on"),
        widget=forms.DateInput(attrs={"type": "date", "class": "input-date"}, format="%Y-%m-%d"),
    )
    ends_on = forms.DateField(
        label=gettext_lazy("Holds until"),
        help_text=gettext_lazy("Empty: until it is withdrawn."),
        required=False,
        widget=forms.DateInput(attrs={"type": "date", "class": "input-date"}, format="%Y-%m-%d"),
    )
    file = SoundFile(
        most_mb=10,
        label=gettext_lazy("The signed authorisation"),
        help_text=gettext_lazy("A PDF of at most 10 MB. It goes with every offer that is sent."),
    )

    def __init__(self, people: Any, *args: Any) -> None:
        super().__init__(*args)
        field = cast(forms.ModelChoiceField, self.fields["intermediary"])
        field.queryset = people
        if people.count() == 1:
            field.widget, field.initial = forms.HiddenInput(), people.get().pk

    def clean(self) -> dict[str, Any]:
        """Signed before today or today, and not ended yet."""
        cleaned = super().clean() or self.cleaned_data
        signed, ends = cleaned.get("signed_on"), cleaned.get("ends_on")
        if signed and signed > portal_today():
            self.add_error("signed_on", _("This day has not come yet."))
        if ends and ends < portal_today():
            self.add_error("ends_on", _("This day is past already."))
        return cleaned


class AnswerJoinForm(forms.Form):
    """What somebody who asked may do, or a refusal."""

    role = forms.ChoiceField(
        choices=[*COLLEAGUE_ROLES, ("", gettext_lazy("Refuse"))],
        required=False,
    )
