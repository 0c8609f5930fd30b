"""Changes of a form as data: each takes a form and gives a new one, with codes that stay.

A code is given once, from the Dutch label, and is kept when the label changes: answers, conditions
and hashes hang on it. Whether the outcome is right is for calls/form_schema.py to say.
"""

import copy
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from django.utils.text import slugify

from calls.form_schema import RESERVED
from calls.offer_forms import BUILT_IN

Form = list[dict[str, Any]]
Data = dict[str, Any]


def find_section(form: Form, code: str) -> Data:
    """A section by its code. Raises KeyError when it is not there."""
    for section in form:
        if section["code"] == code:
            return section
    raise KeyError(code)


def find_question(form: Form, code: str) -> tuple[Data, Data]:
    """A question by its code, after the section it stands in. Raises KeyError."""
    for section in form:
        for question in section["questions"]:
            if question["code"] == code:
                return section, question
    raise KeyError(code)


def add_section(form: Form, texts: Data) -> Form:
    """Add a section at the end; `texts` holds title and guidance."""
    code = free_code(texts["title"]["nl"], {*section_codes(form), *BUILT_IN})
    return [*form, {"code": code, **texts, "questions": []}]


def change_section(form: Form, code: str, texts: Data) -> Form:
    """Change the texts of a section."""
    find_section(form, code)
    changed = []
    for section in form:
        kept = {key: value for key, value in section.items() if key != "label"}
        changed.append({**kept, **texts} if section["code"] == code else section)
    return changed


def add_question(form: Form, section: str, question: Data) -> Form:
    """Add a question at the end of a section, with a code of its own."""
    form = copy.deepcopy(form)
    wanted = question.get("code") or question["label"]["nl"]
    code = free_code(wanted, {*question_codes(form), *RESERVED})
    find_section(form, section)["questions"].append({**question, "code": code})
    return form


def change_question(form: Form, code: str, question: Data) -> Form:
    """Put what a question says in the place of what it said; the code stays."""
    form = copy.deepcopy(form)
    section, old = find_question(form, code)
    place = section["questions"].index(old)
    section["questions"][place] = {**question, "code": code}
    return form


def move_section(form: Form, code: str, steps: int) -> Form:
    """Move a section up (-1) or down (1); at the edge it stays."""
    form = copy.deepcopy(form)
    place = form.index(find_section(form, code))
    target = min(max(place + steps, 0), len(form) - 1)
    form.insert(target, form.pop(place))
    return form


def move_question(form: Form, code: str, steps: int) -> Form:
    """Move a question up (-1) or down (1); past the edge it goes to the section beside."""
    form = copy.deepcopy(form)
    section, question = find_question(form, code)
    questions = section["questions"]
    target = questions.index(question) + steps
    if 0 <= target < len(questions):
        questions.remove(question)
        questions.insert(target, question)
        return form
    beside = form.index(section) + steps
    if 0 <= beside < len(form):
        questions.remove(question)
        others = form[beside]["questions"]
        others.insert(len(others) if steps < 0 else 0, question)
    return form


def copy_section(form: Form, code: str) -> Form:
    """Put a copy behind a section; conditions within it look at its own copies."""
    form = copy.deepcopy(form)
    section = find_section(form, code)
    twin = copy.deepcopy(section)
    twin["code"] = free_code(code, {*section_codes(form), *BUILT_IN})
    taken = {*question_codes(form), *RESERVED}
    renamed: dict[str, str] = {}
    for question in twin["questions"]:
        renamed[question["code"]] = free_code(question["code"], taken)
        question["code"] = renamed[question["code"]]
        taken.add(question["code"])
        if condition := question.get("condition"):
            source = condition["question"]
            question["condition"] = {**condition, "question": renamed.get(source, source)}
    form.insert(form.index(section) + 1, twin)
    return form


def copy_question(form: Form, code: str) -> Form:
    """Put a copy behind a question."""
    form = copy.deepcopy(form)
    section, question = find_question(form, code)
    twin = copy.deepcopy(question)
    twin["code"] = free_code(code, {*question_codes(form), *RESERVED})
    section["questions"].insert(section["questions"].index(question) + 1, twin)
    return form


def remove_section(form: Form, code: str) -> Form:
    """Take a section out, with its questions."""
    find_section(form, code)
    return [section for section in form if section["code"] != code]


def remove_question(form: Form, code: str) -> Form:
    """Take a question out."""
    form = copy.deepcopy(form)
    section, question = find_question(form, code)
    section["questions"].remove(question)
    return form


def library(forms: Iterable[Mapping[str, Any]], form: Form) -> Iterator[Data]:
    """The questions of the instrument's standard forms that this form does not ask yet."""
    seen = set(question_codes(form))
    for standard in forms:
        for section in standard["sections"]:
            for question in section["questions"]:
                if question["code"] not in seen:
                    seen.add(question["code"])
                    yield question


def insert(form: Form, section: str, question: Data) -> Form:
    """Take a standard question over; a condition on what is not asked here stays behind."""
    question = copy.deepcopy(question)
    condition = question.get("condition")
    if condition and condition["question"] not in codes_before(form, section, ""):
        del question["condition"]
    return add_question(form, section, question)


def codes_before(form: Form, section: str, question: str) -> list[str]:
    """The codes asked before a question, or before the end of a section for a new one."""
    found: list[str] = []
    for part in form:
        for each in part["questions"]:
            if each["code"] == question:
                return found
            found.append(each["code"])
        if part["code"] == section and not question:
            return found
    return found


def section_codes(form: Form) -> list[str]:
    """The codes of all sections."""
    return [section["code"] for section in form]


def question_codes(form: Form) -> list[str]:
    """The codes of all questions."""
    return [question["code"] for section in form for question in section["questions"]]


def free_code(text: str, taken: Iterable[str]) -> str:
    """A code made of a text, which nothing else has."""
    wanted = re.sub(r"^[^a-z]+", "", slugify(text).replace("-", "_"))[:30].strip("_") or "part"
    code, number, used = wanted, 2, set(taken)
    while code in used:
        code, number = f"{wanted}_{number}", number + 1
    return code


MOVES: dict[str, Callable[[Form, str], Form]] = {
    "section-up": lambda form, code: move_section(form, code, -1),
    "section-down": lambda form, code: move_section(form, code, 1),
    "section-copy": copy_section,
    "section-remove": remove_section,
    "question-up": lambda form, code: move_question(form, code, -1),
    "question-down": lambda form, code: move_question(form, code, 1),
    "question-copy": copy_question,
    "question-remove": remove_question,
}
