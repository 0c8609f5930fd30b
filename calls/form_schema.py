"""What a form of an offer may hold. The builder, case files and copies are all checked here.

A form is data (Phase.form): a list of sections {code, title, guidance, questions}, each question
{code, kind, label, guidance, example, assessor_guidance, required, condition} with what its kind
needs:
word_limit; choices and style; columns, min_rows and max_rows; file_types, max_mb and page_limit.
`anonymous` and `identifies` say what assessors see in an anonymous phase. Texts are
{"nl", "en"} or one text. `condition` is {question, values} or {question, at_least, at_most}.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from calls.offer_forms import (
    BUILT_IN,
    CHOICE_STYLES,
    COLUMN_KINDS,
    FILE_KINDS,
    KINDS,
    YES_NO,
)

CODE = re.compile(r"[a-z][a-z0-9_-]{0,39}")
# Inputs of the page itself; a question of that name would take their place.
RESERVED = {"version", "overwrite", "next", "add_row", "rows", "csrfmiddlewaretoken", "title_en"}
MOST_SECTIONS, MOST_QUESTIONS, MOST_CHOICES, MOST_COLUMNS, MOST_ROWS = 30, 200, 50, 8, 100
MOST_WORDS, MOST_PAGES = 10_000, 500
LONGEST_LABEL, LONGEST_GUIDANCE = 400, 2000
CONDITION_KINDS = ("choice", "yes_no", "number")


@dataclass(frozen=True)
class Fault:
    """One thing wrong; `place` is the section's code, or section/question, or "" for the whole."""

    place: str
    message: str

    def __str__(self) -> str:
        return f"{self.place}: {self.message}" if self.place else self.message


@dataclass
class _Reader:
    """Walks a form once and gathers every fault on its way."""

    faults: list[Fault] = field(default_factory=list)
    sections: set[str] = field(default_factory=set)
    questions: dict[str, Mapping[str, Any]] = field(default_factory=dict)

    def say(self, place: str, message: str) -> None:
        self.faults.append(Fault(place, message))


def faults_of(form: Any) -> list[Fault]:
    """Every fault of a form at once; empty when it may be used."""
    reader = _Reader()
    if not isinstance(form, list):
        return [Fault("", _("A form is a list of sections."))]
    if len(form) > MOST_SECTIONS:
        reader.say("", _("A form has at most %(most)s sections.") % {"most": MOST_SECTIONS})
    for section in form:
        _read_section(reader, section)
    if len(reader.questions) > MOST_QUESTIONS:
        reader.say("", _("A form has at most %(most)s questions.") % {"most": MOST_QUESTIONS})
    return reader.faults


def check_form(form: Any) -> None:
    """Raise ValidationError with every fault of the form."""
    if faults := faults_of(form):
        raise ValidationError([str(fault) for fault in faults])


def _read_section(reader: _Reader, section: Any) -> None:
    if not isinstance(section, dict) or not isinstance(section.get("questions"), list):
        reader.say("", _("A section has a code, a title and a list of questions."))
        return
    code = _code(reader, section, "", taken=reader.sections)
    if code in BUILT_IN:
        reader.say(code, _("This section is built in."))
    reader.sections.add(code)
    _text(reader, code, section.get("title") or section.get("label"), needed=True)
    _text(reader, code, section.get("guidance"), most=LONGEST_GUIDANCE)
    for question in section["questions"]:
        _read_question(reader, code, question)


def _read_question(reader: _Reader, section: str, question: Any) -> None:
    if not isinstance(question, dict):
        reader.say(section, _("A question has a code, a kind and a label."))
        return
    code = _code(reader, question, section, taken=set(reader.questions))
    place = f"{section}/{code}"
    if code in RESERVED:
        reader.say(place, _("The portal uses this code itself."))
    kind = question.get("kind")
    if kind not in KINDS:
        reader.say(place, _("There is no kind of question “%(kind)s”.") % {"kind": kind})
    _text(reader, place, question.get("label"), needed=True)
    _text(reader, place, question.get("guidance"), most=LONGEST_GUIDANCE)
    _text(reader, place, question.get("assessor_guidance"), most=LONGEST_GUIDANCE)
    _text(reader, place, question.get("example"), most=LONGEST_GUIDANCE)
    if not isinstance(question.get("required", False), bool):
        reader.say(place, _("Whether it is required is yes or no."))
    for message in _OF_KIND.get(str(kind), _nothing)(question):
        reader.say(place, message)
    for message in _condition_faults(question.get("condition"), reader.questions):
        reader.say(place, message)
    reader.questions[code] = question


def _code(reader: _Reader, part: Mapping[str, Any], place: str, *, taken: set[str]) -> str:
    code = part.get("code")
    if not isinstance(code, str) or not CODE.fullmatch(code):
        reader.say(place, _("“%(code)s” is not a code.") % {"code": str(code)[:60]})
        return str(code)[:60]
    if code in taken:
        reader.say(place, _("The code “%(code)s” stands in the form twice.") % {"code": code})
    return code


def _text(
    reader: _Reader, place: str, text: Any, *, needed: bool = False, most: int = LONGEST_LABEL
) -> None:
    parts = text if isinstance(text, dict) else {"nl": "" if text is None else text}
    if not all(isinstance(part, str) for part in parts.values()) or set(parts) - {"nl", "en"}:
        reader.say(place, _("A text is in Dutch, and in English where you have it."))
        return
    if needed and not parts.get("nl", "").strip():
        reader.say(place, _("It has no text in Dutch."))
    if any(len(part) > most for part in parts.values()):
        reader.say(place, _("A text is longer than %(most)s characters.") % {"most": most})
    if any("\x00" in part for part in parts.values()):
        reader.say(place, _("A text holds a character that cannot be stored."))


def _whole(value: Any, least: int, most: int) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and least <= value <= most


def _nothing(question: Mapping[str, Any]) -> Iterator[str]:
    yield from ()


def _words(question: Mapping[str, Any]) -> Iterator[str]:
    if not _whole(question.get("word_limit") or 0, 0, MOST_WORDS):
        yield _("A word limit is a whole number up to %(most)s.") % {"most": MOST_WORDS}


def _choices(question: Mapping[str, Any]) -> Iterator[str]:
    choices = question.get("choices")
    if not isinstance(choices, list) or not 2 <= len(choices) <= MOST_CHOICES:
        yield _("Give 2 to %(most)s answers to choose from.") % {"most": MOST_CHOICES}
    else:
        yield from _parts(choices)
    if (question.get("style") or "radio") not in CHOICE_STYLES:
        yield _("There is no such way to choose.")


def _columns(question: Mapping[str, Any]) -> Iterator[str]:
    columns = question.get("columns")
    if not isinstance(columns, list) or not 1 <= len(columns) <= MOST_COLUMNS:
        yield _("A table has 1 to %(most)s columns.") % {"most": MOST_COLUMNS}
    else:
        yield from _parts(columns)
        if any(column.get("kind", "text") not in COLUMN_KINDS for column in _dicts(columns)):
            yield _("A column holds text, a number, money or a date.")
    low, high = question.get("min_rows") or 0, question.get("max_rows") or 0
    if not _whole(low, 0, MOST_ROWS) or not _whole(high, 0, MOST_ROWS):
        yield _("Rows are a whole number up to %(most)s.") % {"most": MOST_ROWS}
    elif high and low > high:
        yield _("The least number of rows is above the most.")


def _files(question: Mapping[str, Any]) -> Iterator[str]:
    kinds = question.get("file_types", [])
    if not isinstance(kinds, list) or not set(map(str, kinds)) <= set(FILE_KINDS):
        yield _("Kinds of file are: %(kinds)s.") % {"kinds": ", ".join(FILE_KINDS)}
    if not _whole(question.get("max_mb") or 0, 0, most_mb()):
        yield _("A file is at most %(most)s MB.") % {"most": most_mb()}
    if not _whole(question.get("page_limit") or 0, 0, MOST_PAGES):
        yield _("A limit of pages is a whole number up to %(most)s.") % {"most": MOST_PAGES}


def most_mb() -> int:
    """The largest file that the portal takes at all, in whole MB (of 1,048,576 bytes)."""
    return int(settings.MAX_UPLOAD_BYTES) // (1024 * 1024)


def _parts(parts: list[Any]) -> Iterator[str]:
    """Answers or columns: each with a code of its own and a label."""
    reader, taken = _Reader(), set[str]()
    for part in parts:
        if not isinstance(part, dict):
            yield _("Each has a code and a label.")
            continue
        taken.add(_code(reader, part, "", taken=taken))
        _text(reader, "", part.get("label"), needed=True)
    yield from (fault.message for fault in reader.faults)


def _dicts(parts: list[Any]) -> Iterator[dict[str, Any]]:
    return (part for part in parts if isinstance(part, dict))


def _condition_faults(condition: Any, earlier: Mapping[str, Mapping[str, Any]]) -> Iterator[str]:
    """A condition looks back at an earlier question, so it cannot go round in a circle."""
    if condition is None:
        return
    if not isinstance(condition, dict) or not isinstance(condition.get("question"), str):
        yield _("A condition names an earlier question and its answer.")
        return
    source = earlier.get(condition["question"])
    if source is None:
        yield _("The condition names “%(code)s”, which is not asked earlier in this form.") % {
            "code": condition["question"][:60]
        }
    elif source.get("kind") not in CONDITION_KINDS:
        yield _("A condition can look at a choice, a number, or a yes or no.")
    elif source["kind"] == "number":
        yield from _bounds(condition)
    else:
        yield from _values(condition, source)


def _bounds(condition: Mapping[str, Any]) -> Iterator[str]:
    bounds = [condition.get("at_least"), condition.get("at_most")]
    try:
        low, high = (None if bound is None else Decimal(str(bound)) for bound in bounds)
    except InvalidOperation:
        yield _("The condition names a number.")
        return
    if low is None and high is None:
        yield _("The condition names a number.")
    elif low is not None and high is not None and low > high:
        yield _("The condition can never be true: the least is above the most.")
    elif not all(bound is None or bound.is_finite() for bound in (low, high)):
        yield _("The condition names a number.")


def _values(condition: Mapping[str, Any], source: Mapping[str, Any]) -> Iterator[str]:
    values = condition.get("values")
    choices = source.get("choices", [])
    offered = (
        set(YES_NO)
        if source["kind"] == "yes_no"
        else {str(choice.get("code")) for choice in _dicts(choices if choices else [])}
    )
    if not isinstance(values, list) or not values:
        yield _("The condition names no answer.")
    elif not {str(value) for value in values} <= offered:
        yield _("The condition names an answer that cannot be given.")


_OF_KIND: dict[str, Callable[[Mapping[str, Any]], Iterator[str]]] = {
    "short_text": _words,
    "long_text": _words,
    "choice": _choices,
    "table": _columns,
    "file": _files,
}
