"""Answers to questions that an amendment dropped: shown and kept until the offer is sent."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from applications.confidentiality import MARKS
from applications.models import Attachment, Proposal
from applications.working_copy import Payload, open_name, read_files, read_sections
from calls.models import Phase
from calls.offer_forms import BUILT_IN, in_language, sections_of


@dataclass(frozen=True)
class Vanished:
    """One answer that nobody asks for any more; for a file its name stands as the text."""

    section: str
    label: str
    text: str


def asked_only(phase: Phase, payloads: Mapping[str, Payload]) -> dict[str, Payload]:
    """The answers that the form asks now; partners and costs are always asked."""
    asked = _asked(phase)
    return {
        code: payload
        if code in BUILT_IN
        else {name: value for name, value in payload.items() if name in asked[code]}
        for code, payload in payloads.items()
        if code in asked
    }


def no_longer_asked(phase: Phase, code: str, payload: Payload) -> Payload:
    """Of one section, what the form does not ask any more."""
    asked = _asked(phase).get(code, set())
    if code in BUILT_IN:
        return {}
    return {name: value for name, value in payload.items() if name not in asked}


def vanished_files(proposal: Proposal) -> list[Attachment]:
    """The files in the places of questions that are no longer asked."""
    asked = set().union(*_asked(proposal.phase).values())
    return [each for each in read_files(proposal) if each.question not in asked]


def vanished_answers(proposal: Proposal) -> list[Vanished]:
    """What this working copy still holds and will not send, in the words that were asked."""
    if not may_have_vanished(proposal):
        return []
    labels = _labels(proposal.phase)
    found = [
        Vanished(code, labels.get(name, name), _words(value))
        for code, section in read_sections(proposal).items()
        if code != MARKS
        for name, value in no_longer_asked(proposal.phase, code, section.payload).items()
        if value not in (None, "", False)
    ]
    files = [
        Vanished("", labels.get(each.question, each.question), open_name(proposal, each))
        for each in vanished_files(proposal)
    ]
    return found + files


def may_have_vanished(proposal: Proposal) -> bool:
    """Whether the form of the phase ever changed; without that nothing is missing."""
    return proposal.phase.amended.filter(is_form_changed=True).exists()


def _asked(phase: Phase) -> dict[str, set[str]]:
    return {
        section.code: {question.code for question in section.questions}
        for section in sections_of(phase)
    }


def _labels(phase: Phase) -> dict[str, str]:
    """The words of every question that any version of the terms asked, the newest words last."""
    found: dict[str, str] = {}
    for terms in phase.call.versions.order_by("number").values_list("terms", flat=True):
        for described in terms.get("phases", []):
            if described.get("order") != phase.order:
                continue
            for section in described.get("form", []):
                for question in section.get("questions", []):
                    found[question["code"]] = in_language(question.get("label"))
    return found


def _words(value: Any) -> str:
    if isinstance(value, list):
        return "\n".join(_words(each) for each in value)
    if isinstance(value, dict):
        return ", ".join(str(each) for each in value.values() if each)
    return "✓" if value is True else str(value)
