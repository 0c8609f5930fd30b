"""Where on the page of a section a gap is mended: the panel links to the very input."""

from dataclasses import dataclass

from django.urls import reverse

from applications.gaps import Gap
from applications.models import Proposal
from calls.offer_forms import BUILT_IN, Question, Section


@dataclass(frozen=True)
class Lack:
    """What is missing in words, with the address of its input."""

    text: str
    url: str

    def __str__(self) -> str:
        return self.text


def lack_of(proposal: Proposal, section: Section, gap: Gap) -> Lack:
    """One gap with the place where it is mended."""
    place = [proposal.dossier.reference, proposal.phase.code, section.code]
    return Lack(
        gap.message, f"{reverse('applications:section', args=place)}#{anchor_of(section, gap)}"
    )


def anchor_of(section: Section, gap: Gap) -> str:
    """The id of the first input that answers the gap; of rows that are built in, the list."""
    for question in section.questions:
        if question.code == gap.question:
            return _anchor(question)
    if section.code in BUILT_IN and not gap.question:
        return "rows"
    return f"id_{gap.question}"


def _anchor(question: Question) -> str:
    if question.kind == "file":
        return f"file-{question.code}"
    if question.kind == "table":
        return f"table-{question.code}"
    is_group = question.kind == "yes_no" or (question.kind == "choice" and question.style != "list")
    return f"id_{question.code}_0" if is_group else f"id_{question.code}"
