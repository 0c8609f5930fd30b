"""Which questions of a form are asked, given the answers so far.

A question that is not asked needs no answer and sends none; what hangs on it is not asked either.
Conditions look back only (calls/form_schema.py), so one walk through the form settles them all.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from calls.offer_forms import Condition, Section
from portal.fields import read_euros


def asked(sections: Iterable[Section], answers: Mapping[str, Any]) -> set[str]:
    """The codes of the questions that are asked; `answers` by code of the question."""
    found: set[str] = set()
    for section in sections:
        for question in section.questions:
            condition = question.condition
            if condition is None or (condition.question in found and holds(condition, answers)):
                found.add(question.code)
    return found


def holds(condition: Condition, answers: Mapping[str, Any]) -> bool:
    """Whether the answer to the earlier question is one that the condition names."""
    answer = answers.get(condition.question)
    if condition.values:
        given = answer if isinstance(answer, list) else [answer]
        return any(value in condition.values for value in given)
    amount = None if answer in (None, "") else read_euros(str(answer))
    if amount is None:
        return False
    low, high = condition.at_least, condition.at_most
    return (low is None or amount >= low) and (high is None or amount <= high)


def flat(payloads: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    """The answers of all sections together, by code of the question."""
    return {code: value for payload in payloads.values() for code, value in payload.items()}
