"""Which questions an offer is asked, and what of its working copy is sent."""

from collections.abc import Mapping

from applications.working_copy import Payload
from calls.conditions import asked, flat
from calls.models import Phase
from calls.offer_forms import sections_of


def asked_in(phase: Phase, payloads: Mapping[str, Payload]) -> set[str]:
    """The codes of the questions that these answers leave to be asked."""
    return asked(sections_of(phase), flat(payloads))


def answers_to_send(phase: Phase, payloads: Mapping[str, Payload]) -> dict[str, Payload]:
    """The working copy without answers to questions that are not asked (any more)."""
    unasked = unasked_in(phase, payloads)
    return {
        code: {question: value for question, value in payload.items() if question not in unasked}
        for code, payload in payloads.items()
    }


def unasked_in(phase: Phase, payloads: Mapping[str, Payload]) -> set[str]:
    """The codes of the questions of the form that are not asked."""
    sections = sections_of(phase)
    every = {question.code for section in sections for question in section.questions}
    return every - asked(sections, flat(payloads))
