"""The form of an offer, as data in Phase.form: sections with questions, in two languages.

Two sections are built in and come last: `partners` and `costs`.
"""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from calls.models import Phase

KINDS = ("short_text", "long_text", "choice", "number", "money", "date", "trl", "file",
         "declaration")  # fmt: skip


@dataclass(frozen=True)
class Choice:
    """One answer of a choice question."""

    code: str
    label: str


@dataclass(frozen=True)
class Question:
    """One question; `word_limit` 0 is none, `file_types` are suffixes without a dot."""

    code: str
    kind: str
    label: str
    guidance: str = ""
    required: bool = False
    word_limit: int = 0
    choices: tuple[Choice, ...] = ()
    file_types: tuple[str, ...] = ()


@dataclass(frozen=True)
class Section:
    """A part of the form that is saved as one."""

    code: str
    label: str
    guidance: str = ""
    questions: tuple[Question, ...] = ()


def sections_of(phase: Phase) -> list[Section]:
    """The sections of a phase in the present language, the built-in ones at the end."""
    own = [
        Section(
            section["code"],
            in_language(section.get("title") or section.get("label")),
            in_language(section.get("guidance")),
            tuple(_question(question) for question in section["questions"]),
        )
        for section in phase.form
    ]
    return [*own, Section("partners", _("Partners")), Section("costs", _("Costs and price"))]


def in_language(text: Any) -> str:
    """A text of the form {"nl": ..., "en": ...} in the present language, else in Dutch."""
    if not isinstance(text, dict):
        return str(text or "")
    return str(text.get(get_language() or "nl") or text.get("nl") or "")


def _question(data: dict[str, Any]) -> Question:
    return Question(
        code=data["code"],
        kind=data["kind"],
        label=in_language(data.get("label")),
        guidance=in_language(data.get("guidance")),
        required=bool(data.get("required")),
        word_limit=int(data.get("word_limit") or 0),
        choices=tuple(
            Choice(choice["code"], in_language(choice["label"]))
            for choice in data.get("choices", ())
        ),
        file_types=tuple(data.get("file_types", ())),
    )
