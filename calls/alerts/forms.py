"""Asking for alerts."""

from typing import Any, cast

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from calls.alerts.services import Wish
from calls.catalogue.models import Mission
from calls.catalogue.regions import REGIONS
from calls.instruments import instruments
from calls.models import Call


class FollowForm(forms.Form):
    """An address, for the changes of one call."""

    email = forms.EmailField(
        label=_("Your e-mail address"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )

    def wish(self, call: Call | None = None) -> Wish:
        """What was asked for."""
        return Wish(call=call)


class AlertForm(FollowForm):
    """An address, and which new calls. Nothing chosen means all of them."""

    mission = forms.ChoiceField(label=_("Theme or mission"), required=False)
    instrument = forms.ChoiceField(label=_("Instrument"), required=False)
    region = forms.ChoiceField(
        label=_("Region"), required=False,
        help_text=_("You also hear of calls for the whole country."),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._offer("instrument", [(one.code, one.name) for one in instruments()])
        self._offer("region", REGIONS)
        self._offer("mission", _missions())

    def wish(self, call: Call | None = None) -> Wish:
        clean = self.cleaned_data
        return Wish(
            mission=clean["mission"], instrument=clean["instrument"], region=clean["region"]
        )

    def _offer(self, name: str, choices: Any) -> None:
        cast(forms.ChoiceField, self.fields[name]).choices = [("", _("all")), *choices]


def _missions() -> list[Any]:
    """The missions of today under their themes; a whole theme can be chosen too."""
    rows = list(Mission.objects.filter(is_active=True))
    groups = []
    for theme in Mission.Theme:
        inside = [(one.code, str(one)) for one in rows if one.theme == theme]
        every = (theme.value, _("Everything on %(theme)s") % {"theme": theme.label})
        groups.append((capfirst(str(theme.label)), [every, *inside]))
    return groups
