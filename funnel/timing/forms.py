"""The norm for one stage."""

from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from calls.instruments import instruments
from funnel.timing.models import StageNorm

LONGEST = 2000  # days


class NormForm(forms.ModelForm):
    """In how many days a stage should be over, for all instruments or for one."""

    instrument = forms.ChoiceField(label=_("Instrument"), required=False)
    days = forms.IntegerField(
        label=_("Calendar days"),
        help_text=_(
            "Leave empty to lift the norm: then the planned day counts, where there is one."
        ),
        min_value=1,
        max_value=LONGEST,
        required=False,
    )

    class Meta:
        model = StageNorm
        fields = ("stage", "instrument", "days", "reason")
        labels = {"stage": _("Stage"), "reason": _("Why")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["instrument"].choices = [("", _("all instruments")), *instrument_choices()]


def instrument_choices() -> list[tuple[str, str]]:
    """Code and name of every instrument."""
    return [(each.code, capfirst(str(each.name))) for each in instruments()]
