"""What an officer writes down of a talk."""

from django import forms
from django.utils.translation import gettext_lazy as _

from awards.negotiation.models import Talk


class TalkForm(forms.ModelForm):
    """When, who, what: for the file and for this party alone."""

    class Meta:
        model = Talk
        fields = ["held_on", "present", "discussed"]
        labels = {
            "held_on": _("Date of the talk"),
            "present": _("Who was there"),
            "discussed": _("What was discussed"),
        }
        help_texts = {
            "discussed": _(
                "This party reads it, and no other. Nothing of another party's solution belongs "
                "here. Minimum requirements and criteria do not change."
            )
        }
        widgets = {
            "held_on": forms.DateInput(
                format="%Y-%m-%d", attrs={"type": "date", "class": "input-date"}
            ),
            "discussed": forms.Textarea(attrs={"rows": 10}),
        }
