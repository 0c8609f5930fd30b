"""The form of an offer, as data in Phase.form: sections with questions, in two languages.

Two sections are built in and come last: `partners`, and `costs` where an offer states a price.
What a form may hold is checked in calls/form_schema.py; which questions are asked, given the
answers, is told in calls/conditions.py.
"""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from calls.models import Phase

KINDS = ("short_text", "long_text", "choice", "yes_no", "number", "money", "date", "trl", "table",
         "file", "declaration")  # fmt: skip
CHOICE_STYLES = ("radio", "list", "many")  # one of a few, one of a list, several
COLUMN_KINDS = ("text", "number", "money", "date")
FILE_KINDS = ("pdf", "docx", "xlsx", "png", "jpg")
BUILT_IN = ("partners", "costs")
YES_NO = ("yes", "no")


@dataclass(frozen=True)
class Choice:
    """One answer of a choice question."""

    code: str
    label: str


@dataclass(frozen=True)
class Column:
    """One column of a table; `kind` is text, number, money or date."""

    code: str
    label: str
    kind: str = "text"


@dataclass(frozen=True)
class Condition:
    """Ask only when an earlier question was answered so: one of `values`, or within the bounds."""

    question: str
    values: tuple[str, ...] = ()
    at_least: Decimal | None = None
    at_most: Decimal | None = None


@dataclass(frozen=True)
class Question:
    """One question; `word_limit`, `max_rows` and `max_mb` 0 are none, `file_types` have no dot.

    `guidance` is for who answers, `assessor_guidance` for who judges; both are public, and so is
    `example`: an answer as it could be.
    """

    code: str
    kind: str
    label: str
    guidance: str = ""
    assessor_guidance: str = ""
    example: str = ""
    required: bool = False
    word_limit: int = 0
    choices: tuple[Choice, ...] = ()
    style: str = "radio"
    file_types: tuple[str, ...] = ()
    max_mb: int = 0
    columns: tuple[Column, ...] = ()
    min_rows: int = 0
    max_rows: int = 0
    condition: Condition | None = None
    page_limit: int = 0  # of a PDF: assessors are not shown what comes after
    identifies: bool = False  # the answer tells who the applicant is
    anonymous: bool = False  # a file that does not: the one that an anonymous round shows


@dataclass(frozen=True)
class Section:
    """A part of the form that is saved as one."""

    code: str
    label: str
    guidance: str = ""
    questions: tuple[Question, ...] = ()


def sections_of(phase: Phase) -> list[Section]:
    """The sections of a phase in the present language, the built-in ones at the end."""
    own = [section_from(section) for section in phase.form]
    own.append(Section("partners", _("Partners")))
    if phase.asks_price:
        own.append(Section("costs", _("Costs and price")))
    return own


def section_from(section: dict[str, Any]) -> Section:
    """One section of the data, in the present language."""
    return Section(
        section["code"],
        in_language(section.get("title") or section.get("label")),
        in_language(section.get("guidance")),
        tuple(question_from(question) for question in section["questions"]),
    )


def in_language(text: Any) -> str:
    """A text of the form {"nl": ..., "en": ...} in the present language, else in Dutch."""
    if not isinstance(text, dict):
        return str(text or "")
    return str(text.get(get_language() or "nl") or text.get("nl") or "")


def question_from(data: dict[str, Any]) -> Question:
    """One question of the data, in the present language."""
    return Question(
        code=data["code"],
        kind=data["kind"],
        label=in_language(data.get("label")),
        guidance=in_language(data.get("guidance")),
        assessor_guidance=in_language(data.get("assessor_guidance")),
        example=in_language(data.get("example")),
        required=bool(data.get("required")),
        word_limit=int(data.get("word_limit") or 0),
        choices=_choices(data),
        style=data.get("style") or "radio",
        file_types=tuple(data.get("file_types", ())),
        max_mb=int(data.get("max_mb") or 0),
        columns=tuple(
            Column(column["code"], in_language(column["label"]), column.get("kind") or "text")
            for column in data.get("columns", ())
        ),
        min_rows=int(data.get("min_rows") or 0),
        max_rows=int(data.get("max_rows") or 0),
        condition=_condition(data.get("condition")),
        page_limit=int(data.get("page_limit") or 0),
        identifies=bool(data.get("identifies")),
        anonymous=bool(data.get("anonymous")),
    )


def _choices(data: dict[str, Any]) -> tuple[Choice, ...]:
    if data["kind"] == "yes_no":
        return (Choice("yes", _("Yes")), Choice("no", _("No")))
    return tuple(
        Choice(choice["code"], in_language(choice["label"])) for choice in data.get("choices", ())
    )


def _condition(data: dict[str, Any] | None) -> Condition | None:
    if not data:
        return None
    low, high = data.get("at_least"), data.get("at_most")
    return Condition(
        data["question"],
        tuple(data.get("values", ())),
        None if low is None else Decimal(str(low)),
        None if high is None else Decimal(str(high)),
    )
