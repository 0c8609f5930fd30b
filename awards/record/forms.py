"""What officers write in the record."""

from django import forms
from django.utils.translation import gettext_lazy as _

from awards.record.models import AwardNotice


class PointForm(forms.Form):
    """One point: what happened, or why it does not apply."""

    applies = forms.TypedChoiceField(
        label=_("Does this point apply?"),
        choices=[("yes", _("Yes: this is what happened")), ("no", _("No, and this is why"))],
        coerce=lambda answer: answer == "yes",
        widget=forms.RadioSelect,
    )
    text = forms.CharField(
        label=_("Text"), max_length=10_000, widget=forms.Textarea(attrs={"rows": 8})
    )


class AwardNoticeForm(forms.ModelForm):
    """Number and day of the notice."""

    class Meta:
        model = AwardNotice
        fields = ["number", "sent_on"]
        widgets = {
            "sent_on": forms.DateInput(
                format="%Y-%m-%d", attrs={"type": "date", "class": "input-date"}
            )
        }
