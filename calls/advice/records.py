"""What is kept of a consideration: every word as the officer read it, in both languages.

Rules and questions change with the law. A justification from last year must still say what was
asked, answered and advised then, so the texts are copied and no later edition touches them.
"""

from copy import deepcopy
from datetime import date
from decimal import Decimal
from typing import Any

from calls.advice.rules import Answers, Verdict, book, thresholds_hold_on, verdicts_of
from portal.look.wording import euro_text

FITS = {
    "best": {"nl": "past het best", "en": "fits best"},
    "fits": {"nl": "past", "en": "fits"},
    "fits_less": {"nl": "past minder goed", "en": "fits less well"},
    "ruled_out": {"nl": "kan hier niet", "en": "cannot be used here"},
}


def record_of(answers: Answers, on: date) -> dict[str, Any]:
    """The questions with their answers, and the verdict on every instrument, as plain JSON."""
    verdicts = verdicts_of(answers)
    best = next((verdict.instrument for verdict in verdicts if verdict.fit == "best"), "")
    record = {
        "edition": book()["edition"],
        "thresholds_hold": thresholds_hold_on(on),
        "thresholds": book()["thresholds"],
        "note": book()["note"],
        "suggested": best,
        "nothing_fits": None if best else book()["nothing_fits"],
        "answers": [_answer(question, answers) for question in book()["questions"]],
        "verdicts": [_verdict(verdict) for verdict in verdicts],
        "condition_rows": book()["condition_rows"],
    }
    return deepcopy(record)  # the book is shared: nobody writes in it by way of a record


def name_of(code: str) -> dict[str, str]:
    """The name of an instrument of the book in both languages; KeyError for another one."""
    return {each["code"]: each["name"] for each in book()["instruments"]}[code]


def _answer(question: dict[str, Any], answers: Answers) -> dict[str, Any]:
    given = answers[question["code"]]
    label = next(
        (option["label"] for option in question.get("options", ()) if option["code"] == given), None
    )
    if label is None:
        amount = euro_text(Decimal(given), short=True)
        label = {"nl": amount, "en": amount}
    return {
        "code": question["code"],
        "question": question["label"],
        "answer": given,
        "label": label,
    }


def _verdict(verdict: Verdict) -> dict[str, Any]:
    told = next(each for each in book()["instruments"] if each["code"] == verdict.instrument)
    return {
        "instrument": verdict.instrument,
        "name": told["name"],
        "line": told["line"],
        "conditions": told["conditions"],
        "fit": verdict.fit,
        "fit_label": FITS[verdict.fit],
        "weight": verdict.weight,
        "findings": [vars(finding) for finding in verdict.findings],
    }


def localised(value: Any, language: str) -> Any:
    """The same data with each {"nl": ..., "en": ...} as its text in one language."""
    if isinstance(value, dict):
        if set(value) == {"nl", "en"}:
            return value.get(language) or value["nl"]
        return {name: localised(inner, language) for name, inner in value.items()}
    if isinstance(value, list):
        return [localised(inner, language) for inner in value]
    return value
