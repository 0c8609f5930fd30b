"""A form is data that is checked as a whole: by the builder, for case files and for copies."""

import copy
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation

from calls import services
from calls.conditions import asked
from calls.form_schema import check_form, faults_of
from calls.instruments import instrument_of
from calls.models import Call
from calls.offer_forms import KINDS, section_from
from tests.cast import Cast


def question(code: str = "one", kind: str = "short_text", **more: Any) -> dict[str, Any]:
    return {"code": code, "kind": kind, "label": {"nl": "Vraag", "en": "Question"}, **more}


def form(*questions: dict[str, Any]) -> list[dict[str, Any]]:
    return [{"code": "part", "title": {"nl": "Deel", "en": "Part"}, "questions": list(questions)}]


CHOICES = [{"code": "a", "label": "A"}, {"code": "b", "label": "B"}]
COLUMNS = [{"code": "what", "label": "Wat"}, {"code": "sum", "label": "Som", "kind": "money"}]
GOOD = {
    "short_text": {"word_limit": 15},
    "long_text": {"word_limit": 300, "assessor_guidance": {"nl": "Let op de onderbouwing."}},
    "choice": {"choices": CHOICES, "style": "many"},
    "table": {"columns": COLUMNS, "min_rows": 1, "max_rows": 4},
    "file": {"file_types": ["pdf", "xlsx"], "max_mb": 5},
}
# What is wrong with one question: its kind, what it says, a piece of the sentence that tells so.
BAD = [
    ("poem", {}, "kind of question"),
    ("short_text", {"code": "Hoofdletter"}, "is not a code"),
    ("short_text", {"code": "a b"}, "is not a code"),
    ("short_text", {"code": "version"}, "uses this code itself"),
    ("short_text", {"label": {"nl": "  "}}, "no text in Dutch"),
    ("short_text", {"label": {"nl": "x" * 401}}, "longer than"),
    ("short_text", {"label": {"nl": "Vraag", "fr": "Question"}}, "in Dutch"),
    ("short_text", {"label": {"nl": "NUL\x00"}}, "cannot be stored"),
    ("short_text", {"guidance": "x" * 2001}, "longer than"),
    ("short_text", {"required": "ja"}, "yes or no"),
    ("long_text", {"word_limit": -1}, "word limit"),
    ("long_text", {"word_limit": 10**12}, "word limit"),
    ("long_text", {"word_limit": "veel"}, "word limit"),
    ("choice", {}, "answers to choose from"),
    ("choice", {"choices": CHOICES[:1]}, "answers to choose from"),
    ("choice", {"choices": [CHOICES[0], CHOICES[0]]}, "twice"),
    ("choice", {"choices": CHOICES, "style": "wheel"}, "way to choose"),
    ("table", {}, "columns"),
    ("table", {"columns": [*COLUMNS, {"code": "x", "label": "X", "kind": "sound"}]}, "A column"),
    ("table", {"columns": COLUMNS, "min_rows": 5, "max_rows": 2}, "above the most"),
    ("table", {"columns": COLUMNS, "max_rows": 10**9}, "Rows are"),
    ("file", {"file_types": ["exe"]}, "Kinds of file"),
    ("file", {"max_mb": 100_000}, "at most"),
    ("short_text", {"condition": {"question": "nowhere", "values": ["a"]}}, "not asked earlier"),
    ("short_text", {"condition": {"question": "one", "values": ["a"]}}, "not asked earlier"),
    ("short_text", {"condition": "always"}, "names an earlier question"),
]


def test_every_kind_of_question_can_be_asked() -> None:
    whole = form(*(question(kind, kind, **GOOD.get(kind, {})) for kind in KINDS))
    assert faults_of(whole) == []


@pytest.mark.parametrize(("kind", "says", "told"), BAD)
def test_faulty_question_is_told(kind: str, says: dict[str, Any], told: str) -> None:
    with translation.override("en"):
        faults = faults_of(form({**question("one", kind), **says}))
    assert any(told in fault.message for fault in faults), faults


@pytest.mark.parametrize("whole", [None, {}, "form", [7], [{"code": "x"}], form(7)])
def test_what_is_no_form_is_told_and_not_an_error(whole: Any) -> None:
    assert faults_of(whole)


def test_all_faults_come_at_once() -> None:
    wrong = form(question("one", "poem"), question("one"), question("two", "choice"))
    wrong += copy.deepcopy(wrong[:1])
    wrong.append({"code": "costs", "title": "Kosten", "questions": []})
    with pytest.raises(ValidationError) as told:
        check_form(wrong)
    assert len(told.value.messages) >= 7


@pytest.mark.parametrize(
    ("source", "condition", "is_right"),
    [
        (question("s", "choice", choices=CHOICES), {"values": ["a", "b"]}, True),
        (question("s", "choice", choices=CHOICES), {"values": ["c"]}, False),
        (question("s", "choice", choices=CHOICES), {"values": []}, False),
        (question("s", "yes_no"), {"values": ["yes"]}, True),
        (question("s", "yes_no"), {"values": ["perhaps"]}, False),
        (question("s", "number"), {"at_least": "3", "at_most": "9.5"}, True),
        (question("s", "number"), {"at_least": "9", "at_most": "3"}, False),
        (question("s", "number"), {"at_least": "NaN"}, False),
        (question("s", "number"), {"at_least": "many"}, False),
        (question("s", "number"), {}, False),
        (question("s", "long_text"), {"values": ["yes"]}, False),
        (question("s", "date"), {"values": ["2026-01-01"]}, False),
    ],
)
def test_condition_looks_at_an_earlier_choice_number_or_yes_no(
    source: dict[str, Any], condition: dict[str, Any], is_right: bool
) -> None:
    later = question("later", condition={"question": "s", **condition})
    assert (faults_of(form(source, later)) == []) is is_right


def test_condition_on_a_later_question_is_refused_so_that_no_circle_is_possible() -> None:
    one = question("one", "yes_no", condition={"question": "two", "values": ["yes"]})
    two = question("two", "yes_no", condition={"question": "one", "values": ["yes"]})
    assert faults_of(form(one, two))
    assert faults_of(form(two, one))


def test_chain_of_conditions_ends_where_the_first_is_not_asked() -> None:
    """A stale answer further on in the chain does not bring a question back."""
    chain = [
        question("one", "yes_no"),
        question("two", "yes_no", condition={"question": "one", "values": ["yes"]}),
        question("three", "number", condition={"question": "two", "values": ["yes"]}),
        question("four", condition={"question": "three", "at_least": "10"}),
    ]
    sections = [section_from(part) for part in form(*chain)]
    answers = {"one": "yes", "two": "yes", "three": "10,00"}
    assert asked(sections, answers) == {"one", "two", "three", "four"}
    assert asked(sections, {**answers, "three": "9.99"}) == {"one", "two", "three"}
    assert asked(sections, {**answers, "one": "no"}) == {"one"}


@pytest.mark.parametrize("kind", ["feasibility", "prototype"])
def test_standard_forms_are_right(kind: str) -> None:
    assert faults_of(instrument_of("sbir").form_of(kind)) == []


def test_faulty_form_is_refused_wherever_it_comes_from(draft: Call, cast: Cast) -> None:
    terms = {"phases": [{"code": "feasibility", "form": form(question("one", "poem"))}]}
    with pytest.raises(ValidationError):
        services.update_call(draft, by=cast.author, terms=terms, version=draft.version)
    with pytest.raises(ValidationError):
        services.draft_call(
            by=cast.author, authority=cast.rws, reference="SBIR26-KAPOT", instrument="sbir",
            terms=terms,
        )  # fmt: skip
    assert not Call.objects.filter(reference="SBIR26-KAPOT").exists()


def test_definitions_are_never_frozen_into_migrations() -> None:
    """Forms, criteria and knock-outs are rows or data: no migration of a room holds a word of them.

    Issue 3: "Definitions are rows or JSON data, never frozen into migrations."
    """
    standard = instrument_of("sbir")
    forms = [form for kind in standard.phases for form in standard.form_of(kind.kind)]
    codes = {question["code"] for section in forms for question in section["questions"]}
    fields = {"title", "public_summary", "starts_on", "ends_on"}  # columns of other tables
    for room in ("calls", "applications", "assessment", "awards"):
        for file in Path(room).glob("**/migrations/*.py"):
            text = file.read_text(encoding="utf-8")
            assert "loaddata" not in text
            assert "instruments" not in text
            assert not [code for code in codes - fields if f'"{code}"' in text]
