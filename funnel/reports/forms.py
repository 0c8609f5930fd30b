"""Planning a report of a selection."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from funnel.reports.models import ReportPlan
from funnel.reports.permissions import analysts


class PlanForm(forms.ModelForm):
    """What it is called, how often it is made, and who hears of it."""

    query = forms.CharField(required=False, max_length=2000, widget=forms.HiddenInput)
    recipients = forms.ModelMultipleChoiceField(
        label=_("Who gets a mail with a link"),
        queryset=analysts(),
        widget=forms.CheckboxSelectMultiple,
        to_field_name="uuid",
        required=False,
    )

    class Meta:
        model = ReportPlan
        fields = ("title", "every", "query")
        labels = {"title": _("Title"), "every": _("How often")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["recipients"].queryset = analysts()
