"""The text of a call: its marked places filled in one by one, or a whole section rewritten."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from calls.forms.terms import TermsForm
from calls.instruments import instrument_of
from calls.known_facts import KnownFacts
from calls.models import Call
from calls.places import places_in

LONGEST_TEXT = 40_000  # characters in one section of a call
LONGEST_ANSWER = 2000


@dataclass(frozen=True)
class SectionRow:
    """A section of the text with the inputs of its marked places."""

    code: str
    title: str
    text: str
    fields: list[Any]


class PlacesForm(TermsForm):
    """Every marked place of the text as an input, with what the portal knows filled in already."""

    def __init__(self, data: Any = None, *, call: Call) -> None:
        super().__init__(data, initial={"version": call.version})
        self.call = call
        self.places: dict[str, tuple[str, int]] = {}
        facts = KnownFacts(call)
        for section in call.sections:
            for place in places_in(section["text"]):
                name = f"{section['code']}-{place.number}"
                self.places[name] = (section["code"], place.number)
                self.fields[name] = forms.CharField(
                    label=capfirst(place.asked),
                    help_text=place.sentence,
                    initial=facts.proposal(section["code"], place),
                    max_length=LONGEST_ANSWER,
                    required=False,
                )

    def rows(self) -> list[SectionRow]:
        """The sections in their order, each with its own inputs."""
        return [
            SectionRow(
                section["code"],
                section["title"],
                section["text"],
                [self[name] for name, (code, _n) in self.places.items() if code == section["code"]],
            )
            for section in self.call.sections
        ]

    def answers(self) -> dict[str, dict[int, str]]:
        """What was typed: {section: {number of the place: words}}."""
        found: dict[str, dict[int, str]] = {}
        for name, (code, number) in self.places.items():
            found.setdefault(code, {})[number] = self.cleaned_data[name]
        return found


class SectionForm(TermsForm):
    """The heading and the whole text of one section, in Markdown."""

    title = forms.CharField(label=_("Heading"), max_length=160)
    text = forms.CharField(
        label=_("Text"),
        max_length=LONGEST_TEXT,
        required=False,
        widget=forms.Textarea(attrs={"rows": 18}),
    )

    def __init__(self, data: Any = None, *, call: Call, code: str) -> None:
        self.sections, self.code = call.sections, code
        section = next(section for section in call.sections if section["code"] == code)
        own = {"title": section["title"], "text": section["text"]}
        super().__init__(data, initial={"version": call.version, **own})
        standard = instrument_of(call.instrument).standard["sections"]
        self.fields["text"].help_text = next(
            (one["guidance"]["nl"] for one in standard if one["code"] == code), ""
        )

    def terms(self) -> dict[str, Any]:
        """All sections, this one as typed."""
        typed = super().terms()
        return {
            "sections": [
                {**section, **typed} if section["code"] == self.code else section
                for section in self.sections
            ]
        }
