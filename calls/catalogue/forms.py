"""Choosing from the public list, and keeping the list of missions."""

from collections.abc import Mapping
from typing import Any, cast

from django import forms
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from calls.catalogue.models import Mission
from calls.catalogue.regions import REGIONS
from calls.catalogue.selectors import Choice, Counts, authorities_with_calls
from calls.instruments import instruments
from portal.fields import read_euros

STATUSES = [
    ("open", _("open for offers")),
    ("planned", _("not open yet")),
    ("closed", _("closed for offers")),
    ("assessing", _("offers are being assessed")),
    ("decided", _("result is known")),
    ("completed", _("completed")),
    ("cancelled", _("cancelled")),
]
SORTED_BY = [
    ("closing", _("open calls first, by deadline")),
    ("newest", _("newest first")),
    ("budget", _("largest budget first")),
    ("relevance", _("best match first")),
    ("title", _("by title")),
]
Labels = list[tuple[str, str | Promise]]


class SearchForm(forms.Form):
    """Words and filters of the public list; what is not understood is left out, never an error."""

    q = forms.CharField(
        label=_("Words"), max_length=100, required=False,
        help_text=_("In Dutch or English. Put a phrase between quotation marks."),
        widget=forms.SearchInput,
    )  # fmt: skip
    status = forms.ChoiceField(label=_("Where it stands"), required=False)
    mission = forms.ChoiceField(label=_("Theme or mission"), required=False)
    instrument = forms.ChoiceField(label=_("Instrument"), required=False)
    region = forms.ChoiceField(label=_("Region"), required=False)
    authority = forms.ChoiceField(label=_("Contracting authority"), required=False)
    budget_from = forms.CharField(label=_("Budget from"), max_length=24, required=False)
    budget_to = forms.CharField(label=_("Budget up to"), max_length=24, required=False)
    sort = forms.ChoiceField(label=_("Order"), required=False, choices=SORTED_BY)

    def __init__(self, data: QueryDict) -> None:
        super().__init__(data)
        for name in ("budget_from", "budget_to"):
            self.fields[name].widget.attrs |= {"class": "input-money", "inputmode": "decimal"}
        self._offer("status", STATUSES)
        self._offer("instrument", [(one.code, one.name) for one in instruments()])
        self._offer("region", REGIONS)
        self.authorities = authorities_with_calls()
        self._offer("authority", [(str(one.uuid), one.name) for one in self.authorities])
        self.missions = list(Mission.objects.all())
        self._offer_missions({})

    def choice(self) -> Choice:
        """What to look for; a search is sorted by how well it fits unless asked otherwise."""
        self.is_valid()
        clean = self.cleaned_data
        search = " ".join(clean.get("q", "").replace("\x00", "").split())
        sort = clean.get("sort") or ("relevance" if search else "closing")
        return Choice(
            search=search,
            sort="closing" if sort == "relevance" and not search else sort,
            budget_from=read_euros(clean.get("budget_from", "")),
            budget_to=read_euros(clean.get("budget_to", "")),
            **{name: clean.get(name, "") for name in
               ("status", "instrument", "mission", "region", "authority")},
        )  # fmt: skip

    def show_counts(self, counts: Counts) -> None:
        """Write behind each choice how many calls it would give."""
        self._offer("status", STATUSES, counts.status)
        names: Labels = [(one.code, one.name) for one in instruments()]
        self._offer("instrument", names, counts.instrument)
        self._offer("region", REGIONS, counts.region)
        by_uuid = {str(one.uuid): counts.authority.get(one.pk, 0) for one in self.authorities}
        self._offer("authority", [(str(one.uuid), one.name) for one in self.authorities], by_uuid)
        self._offer_missions(counts.mission)

    def _offer(self, name: str, labels: Any, counts: Mapping[str, int] | None = None) -> None:
        offered = [(code, _counted(label, code, counts)) for code, label in labels]
        cast(forms.ChoiceField, self.fields[name]).choices = [("", _("all")), *offered]

    def _offer_missions(self, counts: Mapping[str, int]) -> None:
        groups: list[Any] = [("", _("all"))]
        for theme in Mission.Theme:
            rows = [one for one in self.missions if one.theme == theme]
            inside = [(one.code, _counted(str(one), one.code, counts or None)) for one in rows]
            if inside:
                every = (theme.value, _("Everything on %(theme)s") % {"theme": theme.label})
                groups.append((capfirst(str(theme.label)), [every, *inside]))
        cast(forms.ChoiceField, self.fields["mission"]).choices = groups


class MissionForm(forms.ModelForm):
    """One mission, as the agency writes it."""

    class Meta:
        model = Mission
        fields = ["code", "theme", "title", "title_en", "is_active"]


def _counted(label: Any, code: str, counts: Mapping[str, int] | None) -> str:
    return str(label) if counts is None else f"{label} ({counts.get(code, 0)})"
