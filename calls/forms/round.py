"""A round of challenges: who asks each, by which procedure, who may come, and the pitch."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from calls.forms.terms import TermsForm
from calls.instruments import instrument_of
from calls.instruments.definition import Bound
from calls.limits import as_data, limits_of
from calls.models import Call, Phase, Theme
from calls.procedures import PROCEDURES
from portal.accounts.models import Organisation

LABELS = {
    Bound.YEARS: gettext_lazy("At most so many years in a trade register"),
    Bound.FTE: gettext_lazy("At most so many people, in FTE"),
    Bound.PARENT: gettext_lazy("Not spun off from a company with so many people or more"),
}
MINUTES = {
    "pitch_minutes": gettext_lazy("Minutes for the pitch"),
    "question_minutes": gettext_lazy("Minutes for questions"),
}


class RoundForm(TermsForm):
    """Fields are named after the theme or the phase that they are about."""

    def __init__(self, data: Any = None, *, call: Call) -> None:
        super().__init__(data)
        self.call = call
        self.themes = list(call.themes.select_related("authority"))
        self.phases = [phase for phase in call.phases.all() if phase.takes_offers]
        for theme in self.themes:
            self._ask_about(theme)
        for phase in self.phases:
            self._ask_limits(phase)
            self._ask_pitch(phase)

    def challenges(self) -> Iterator[tuple[Theme, BoundField, BoundField]]:
        """Each challenge with its two fields."""
        for theme in self.themes:
            yield theme, self[f"authority_{theme.pk}"], self[f"procedure_{theme.pk}"]

    def rounds(self) -> Iterator[tuple[Phase, list[BoundField]]]:
        """Each phase of which something is asked, with its fields."""
        for phase in self.phases:
            fields = [self[name] for name in self.fields if name.endswith(f"_of_{phase.code}")]
            if fields:
                yield phase, fields

    def terms(self) -> dict[str, Any]:
        """This form's part of the terms."""
        data = self.cleaned_data
        return {
            "challenges": [
                {
                    "code": theme.code,
                    "authority": data[f"authority_{theme.pk}"],
                    "procedure": data[f"procedure_{theme.pk}"],
                }
                for theme in self.themes
            ],
            "phases": [self._phase_terms(phase) for phase in self.phases],
        }

    def _ask_about(self, theme: Theme) -> None:
        self.fields[f"authority_{theme.pk}"] = forms.ModelChoiceField(
            Organisation.objects.filter(kind=Organisation.Kind.AUTHORITY),
            label=_("Authority that asks and contracts"),
            initial=theme.authority_id,
            required=False,
        )
        offered = instrument_of(self.call.instrument).procedures
        self.fields[f"procedure_{theme.pk}"] = forms.ChoiceField(
            label=_("Procedure"),
            choices=[(code, PROCEDURES[code].name) for code in offered],
            initial=theme.procedure,
            required=False,
            widget=forms.RadioSelect,
        )

    def _ask_limits(self, phase: Phase) -> None:
        """Every limit that the instrument knows; an empty one is no limit."""
        now = {limit.bound: limit.number for limit in limits_of(phase)}
        for limit in instrument_of(self.call.instrument).phase(phase.code).limits:
            self.fields[f"{limit.bound.value}_of_{phase.code}"] = forms.IntegerField(
                label=LABELS[limit.bound],
                min_value=1,
                max_value=100000,
                initial=now.get(limit.bound),
                required=False,
                widget=forms.NumberInput(attrs={"class": "input-number"}),
            )

    def _ask_pitch(self, phase: Phase) -> None:
        if not instrument_of(self.call.instrument).phase(phase.code).has_pitch:
            return
        for name, label in MINUTES.items():
            self.fields[f"{name}_of_{phase.code}"] = forms.IntegerField(
                label=label,
                min_value=1,
                max_value=480,
                initial=getattr(phase, name),
                widget=forms.NumberInput(attrs={"class": "input-number"}),
            )
        self.fields[f"carried_percent_of_{phase.code}"] = forms.IntegerField(
            label=_("The score of the round before counts for this percentage"),
            help_text=_("0: the pitch decides alone."),
            min_value=0,
            max_value=99,
            initial=phase.carried_percent,
            widget=forms.NumberInput(attrs={"class": "input-number"}),
        )

    def _phase_terms(self, phase: Phase) -> dict[str, Any]:
        stated = instrument_of(self.call.instrument).phase(phase.code)
        asked = {
            name: self.cleaned_data[f"{name}_of_{phase.code}"]
            for name in (*MINUTES, "carried_percent")
            if f"{name}_of_{phase.code}" in self.fields
        }
        kept = [
            (limit, self.cleaned_data.get(f"{limit.bound.value}_of_{phase.code}"))
            for limit in stated.limits
        ]
        limits = [
            type(limit)(limit.bound, number, limit.question) for limit, number in kept if number
        ]
        return {"code": phase.code, "limits": as_data(limits), **asked}
