"""Which calls somebody looks at: a form that reads an address, and gives rows, words and a query.

A wrong value filters nothing and is said on the page.
"""

from datetime import datetime, time
from typing import Any

from django import forms
from django.db.models import Q, QuerySet, Value
from django.db.models.functions import Lower
from django.http import QueryDict
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from calls.catalogue.models import Mission
from calls.instruments import instrument_of
from calls.models import Call
from funnel.summaries.models import PhaseSummary
from funnel.summaries.selectors import Choices
from funnel.targets.models import AuthorityTier
from portal.look.wording import AMSTERDAM

ALL = ("", _("all"))


class SelectionForm(forms.Form):
    """All that one can select calls by. Empty means all."""

    q = forms.CharField(label=_("Title or reference"), required=False, max_length=100)
    year = forms.TypedChoiceField(label=_("Published in"), required=False, coerce=int)
    since = forms.DateField(
        label=_("Published from"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    until = forms.DateField(
        label=_("Published until"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    instrument = forms.ChoiceField(label=_("Instrument"), required=False)
    authority = forms.ChoiceField(label=_("Contracting authority"), required=False)
    tier = forms.ChoiceField(
        label=_("Tier of government"), required=False, choices=[ALL, *AuthorityTier.Tier.choices]
    )
    theme = forms.ChoiceField(
        label=_("Theme"), required=False, choices=[ALL, *Mission.Theme.choices]
    )
    mission = forms.ChoiceField(label=_("Mission"), required=False)
    state = forms.ChoiceField(
        label=_("Status"), required=False, choices=[ALL, *Call.State.choices[2:]]
    )
    source = forms.ChoiceField(
        label=_("Where it was run"), required=False, choices=[ALL, *PhaseSummary.Source.choices]
    )

    def __init__(self, data: Any, *, choices: Choices, prefix: str | None = None) -> None:
        super().__init__(data, prefix=prefix)
        fields: Any = self.fields
        fields["year"].choices = [ALL, *((year, str(year)) for year in choices.years)]
        fields["instrument"].choices = [
            ALL, *((code, str(instrument_of(code).name)) for code in choices.instruments)
        ]  # fmt: skip
        fields["authority"].choices = [ALL, *map(tuple, choices.authorities)]
        fields["mission"].choices = [ALL, *((row["code"], _title(row)) for row in choices.missions)]

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        since, until = data.get("since"), data.get("until")
        if since and until and until < since:
            self.add_error("until", _("This day lies before the first one."))
        return data

    def narrow(self, rows: QuerySet[PhaseSummary]) -> QuerySet[PhaseSummary]:
        """Those of these rows that fit."""
        for condition in self._conditions():
            rows = rows.filter(condition)
        return rows

    @property
    def is_narrowed(self) -> bool:
        """Whether anything is left out."""
        return bool(list(self._conditions()))

    @property
    def chosen(self) -> list[tuple[str, str]]:
        """What was chosen, as (label, value) in words."""
        self.is_valid()
        found = []
        for name, field in self.fields.items():
            if value := self.cleaned_data.get(name):
                options: Any = getattr(field, "choices", [])
                words = dict(options).get(value, value)
                found.append((str(field.label), str(words)))
        return found

    @property
    def query(self) -> str:
        """The selection as the query of an address, without what is empty or wrong."""
        self.is_valid()
        query = QueryDict(mutable=True)
        for name in self.fields:
            if value := self.cleaned_data.get(name):
                query[name] = str(value)
        return query.urlencode()

    def _conditions(self) -> Any:
        self.is_valid()
        data = self.cleaned_data
        if text := data.get("q"):
            yield Q(words__contains=Lower(Value(text)))
        lookups = {
            "year": "year", "instrument": "instrument", "authority": "authority__uuid",
            "tier": "authority__tier_of_government__tier",
            "state": "state", "source": "source",
        }  # fmt: skip
        for name, lookup in lookups.items():
            if value := data.get(name):
                yield Q(**{lookup: value})
        # Moments, and not the day of each row: that would be worked out for every row.
        if since := data.get("since"):
            yield Q(published_at__gte=datetime.combine(since, time.min, AMSTERDAM))
        if until := data.get("until"):
            yield Q(published_at__lte=datetime.combine(until, time.max, AMSTERDAM))
        if theme := data.get("theme"):
            yield Q(mission_themes__contains=[theme])
        if mission := data.get("mission"):
            yield Q(missions__contains=[mission])


def _title(mission: dict[str, str]) -> str:
    return (
        mission["title_en"] if get_language() == "en" and mission["title_en"] else mission["title"]
    )


class SaveForm(forms.Form):
    """The name of a view, and which selection it is."""

    name = forms.CharField(label=_("Name of this view"), max_length=80)
    query = forms.CharField(required=False, max_length=2000, widget=forms.HiddenInput)
