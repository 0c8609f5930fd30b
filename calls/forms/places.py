"""The marked places of a call's texts as one form: what only people know, and what we propose."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.text import capfirst

from calls.forms.terms import TermsForm
from calls.known_facts import KnownFacts
from calls.models import Call
from calls.places import places_in

LONGEST_ANSWER = 4000
LONG_QUESTION = 40  # characters; who asks so much expects sentences


class PlaceField(forms.CharField):
    """An answer that may wait: a draft is saved without it, but not published."""

    def validate(self, value: Any) -> None:
        """An empty answer leaves its place open, which the checklist tells."""


@dataclass(frozen=True)
class Group:
    """The inputs of one section of the text."""

    title: str
    inputs: list[BoundField]


class PlacesForm(TermsForm):
    """One input for each marked place; those that the portal knows are filled in already."""

    use_required_attribute = False

    def __init__(self, data: Any = None, *, call: Call) -> None:
        super().__init__(data)
        self.sections = call.sections
        self.known: set[str] = set()
        facts = KnownFacts(call)
        for section in call.sections:
            for place in places_in(section["text"]):
                name = _name(section["code"], place.key)
                proposal = facts.proposal(section["code"], place)
                if proposal:
                    self.known.add(name)
                self.fields[name] = PlaceField(
                    label=capfirst(place.asked),
                    help_text=place.sentence if place.says_more else "",
                    initial=proposal,
                    max_length=LONGEST_ANSWER,
                    widget=_widget_for(place.asked),
                )

    @property
    def asked(self) -> list[Group]:
        """What only people know, by section."""
        return list(self._groups(known=False))

    @property
    def proposed(self) -> list[Group]:
        """What the portal proposes, by section."""
        return list(self._groups(known=True))

    def answers(self) -> dict[str, dict[str, str]]:
        """What was typed: {section code: {key of the place: words}}."""
        return {
            section["code"]: {
                place.key: self.cleaned_data[_name(section["code"], place.key)]
                for place in places_in(section["text"])
            }
            for section in self.sections
        }

    def _groups(self, *, known: bool) -> Iterator[Group]:
        for section in self.sections:
            names = [_name(section["code"], p.key) for p in places_in(section["text"])]
            inputs = [self[name] for name in names if (name in self.known) is known]
            if inputs:
                yield Group(section["title"], inputs)


def _name(section: str, key: str) -> str:
    return f"place_{section}_{key}"


def _widget_for(asked: str) -> forms.Widget:
    if len(asked) > LONG_QUESTION:
        return forms.Textarea(attrs={"rows": 4})
    return forms.TextInput()
