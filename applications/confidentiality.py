"""What of an offer is confidential: everything, but the public summary and what its company frees.

The marks are a part of the working copy like the others, so they are saved, sealed, hashed in the
receipt and opened with it. Only the public summary ever reaches open data (REQ-04, REQ-14).
"""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from applications.models import Proposal
from applications.working_copy import Payload, read_section
from calls.models import Phase
from calls.offer_forms import BUILT_IN, sections_of

MARKS = "-marks"  # a part of the working copy; no section of a form can have such a code
FREED = "freed"
PUBLIC = "public_summary"  # the one question whose answer is made public


@dataclass(frozen=True)
class Marked:
    """One answer or file that can be marked; `is_public` ones are so whatever is marked."""

    code: str
    label: str
    section: str
    is_file: bool
    is_public: bool
    is_confidential: bool


def freed_in(payloads: Mapping[str, Payload]) -> frozenset[str]:
    """The codes of answers and files that need not be kept confidential."""
    freed = payloads.get(MARKS, {}).get(FREED, [])
    return frozenset(code for code in freed if isinstance(code, str) and code != PUBLIC)


def freed_of(proposal: Proposal) -> frozenset[str]:
    """The same of a working copy."""
    return freed_in({MARKS: read_section(proposal, MARKS).payload})


def marks_in(payloads: Mapping[str, Payload]) -> dict[str, Payload]:
    """The marks as they are sealed: also where nothing was freed, so that the receipt says so."""
    return {MARKS: {FREED: sorted(freed_in(payloads))}}


def marked_in(phase: Phase, freed: frozenset[str]) -> list[Marked]:
    """Everything in the form of a phase with its mark, in the order of the form."""
    found = []
    for section in sections_of(phase):
        if section.code in BUILT_IN:
            code = section.code
            found.append(
                Marked(code, _("All of it"), section.label, False, False, code not in freed)
            )
        for question in section.questions:
            is_public = question.code == PUBLIC
            found.append(
                Marked(
                    question.code,
                    question.label,
                    section.label,
                    question.kind == "file",
                    is_public,
                    not is_public and question.code not in freed,
                )
            )
    return found
