"""Choosing from the public list, and keeping the list of missions."""

from dataclasses import dataclass
from typing import Any, cast

from django import forms
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from calls.catalogue.counting import Counts
from calls.catalogue.models import Mission
from calls.catalogue.regions import REGIONS
from calls.catalogue.selectors import Choice, authorities_with_calls
from calls.instruments import instruments
from portal.fields import read_euros

Labels = list[tuple[str, str | Promise]]
STATUSES: Labels = [
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


@dataclass(frozen=True)
class Option:
    """One choice of a filter; `number` is how many calls it would give, None when not counted."""

    code: str
    words: str
    number: int | None
    is_chosen: bool


@dataclass(frozen=True)
class Filter:
    """One filter of the list: its name in the address, and its choices in groups."""

    name: str
    label: Any
    groups: list[tuple[str, list[Option]]]


class SearchForm(forms.Form):
    """Words and filters of the public list; what is not understood is left out, never an error."""

    q = forms.CharField(label=_("Words"), max_length=100, required=False)
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
        self.authorities = [(str(one.uuid), one.name) for one in authorities_with_calls()]
        self.missions = list(Mission.objects.all())
        for name, options in self._options().items():
            flat = [option for group in options for option in group[1]]
            cast(forms.ChoiceField, self.fields[name]).choices = [("", _("all")), *flat]

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

    def filters(self, counts: Counts) -> list[Filter]:
        """The choices as the page shows them, each with how many calls it would give."""
        return [
            Filter(
                name=name,
                label=self.fields[name].label,
                groups=[
                    (heading, [self._option(name, code, words, counts) for code, words in options])
                    for heading, options in groups
                ],
            )
            for name, groups in self._options().items()
        ]

    def words_of(self, name: str, value: str) -> str:
        """What was chosen, as people read it."""
        choices: Any = getattr(self.fields[name], "choices", ())
        return str(dict(choices).get(value, value))

    def _option(self, name: str, code: str, words: Any, counts: Counts) -> Option:
        number = None if code in Mission.Theme.values else counts.of(name).get(code, 0)
        is_chosen = self.cleaned_data.get(name) == code
        return Option(code=code, words=str(words), number=number, is_chosen=is_chosen)

    def _options(self) -> dict[str, list[tuple[str, Labels]]]:
        """The choices of every filter, in groups; most have one group without a heading."""
        missions: list[tuple[str, Labels]] = []
        for theme in Mission.Theme:
            inside: Labels = [(one.code, str(one)) for one in self.missions if one.theme == theme]
            every = _("Everything on %(theme)s") % {"theme": theme.label}
            inside.insert(0, (theme.value, str(every)))
            missions.append((capfirst(str(theme.label)), inside))
        return {
            "status": [("", [(code, str(name)) for code, name in STATUSES])],
            "mission": missions,
            "instrument": [("", [(one.code, str(one.name)) for one in instruments()])],
            "region": [("", [*REGIONS])],
            "authority": [("", list(self.authorities))],
        }


class MissionForm(forms.ModelForm):
    """One mission, as the agency writes it."""

    class Meta:
        model = Mission
        fields = ["code", "theme", "title", "title_en", "is_active"]
