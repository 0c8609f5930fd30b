"""What a dossier said in the phase before: nothing is asked twice, and nothing is taken unseen."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from applications.models import Dossier, OpenedProposal
from applications.reading import answer_text
from applications.working_copy import Payload
from calls.models import Phase
from calls.offer_forms import BUILT_IN, Question, sections_of
from portal.accounts.models import Organisation


@dataclass(frozen=True)
class Origin:
    """Where an answer of the working copy comes from.

    `is_same`: it still says what was offered in `phase`. Otherwise `said` is what stood there.
    """

    phase: str
    said: str
    is_same: bool


def earlier_of(dossier: Dossier, phase: Phase) -> OpenedProposal | None:
    """The last offer of this dossier in a phase before this one that was opened."""
    if phase.order <= 1:
        return None
    return (
        OpenedProposal.objects.filter(
            proposal__dossier=dossier, proposal__phase__order__lt=phase.order
        )
        .select_related("proposal__phase__call", "proposal__dossier__lead")
        .order_by("-proposal__phase__order")
        .first()
    )


def first_answers(dossier: Dossier, phase: Phase) -> dict[str, Payload]:
    """With what a draft in this phase begins: the answers that both forms ask.

    A question is the same when its code and its kind are, in whatever section; an answer that
    cannot be given any more is left out. Costs begin anew: they are of other work.
    """
    earlier = earlier_of(dossier, phase)
    if earlier is None:
        return {"partners": {"rows": [lead_row(dossier.lead)]}}
    answers = {"partners": earlier.answers.get("partners", {"rows": []})}
    said = dict(_said(earlier))
    for section in sections_of(phase):
        if section.code in BUILT_IN:
            continue
        kept = {
            question.code: said[question.code][1]
            for question in section.questions
            if question.code in said and _fits(question, *said[question.code])
        }
        if kept:
            answers[section.code] = kept
    return answers


def lead_row(organisation: Organisation) -> Payload:
    """The company itself, as the first line of the partners."""
    return {
        "name": organisation.name,
        "role": "lead",
        "country": organisation.country,
        "kvk": organisation.kvk,
        "share": "100.00",
    }


def origins_of(
    earlier: OpenedProposal | None, phase: Phase, section: str, payload: Payload
) -> dict[str, Origin]:
    """Of one section of a working copy, by question, what the offer before said of it."""
    if earlier is None:
        return {}
    name = str(earlier.proposal.phase.name)
    said = dict(_said(earlier))
    found: dict[str, Origin] = {}
    for each in sections_of(phase):
        if each.code != section:
            continue
        for question in each.questions:
            asked, value = said.get(question.code, (None, None))
            if asked is None or asked.kind != question.kind or value in ("", None, [], False):
                continue
            is_same = payload.get(question.code) == value
            found[question.code] = Origin(name, answer_text(asked, value), is_same)
    return found


def has_same_partners(earlier: OpenedProposal | None, payload: Payload) -> bool:
    """Whether the partners still are those of the offer before."""
    rows = payload.get("rows", [])
    return bool(earlier and rows and earlier.answers.get("partners", {}).get("rows") == rows)


def _said(earlier: OpenedProposal) -> Iterator[tuple[str, tuple[Question, Any]]]:
    for section in sections_of(earlier.proposal.phase):
        answers = earlier.answers.get(section.code, {})
        for question in section.questions:
            if question.code in answers and section.code not in BUILT_IN:
                yield question.code, (question, answers[question.code])


def _fits(question: Question, before: Question, value: Any) -> bool:
    """Whether the earlier answer can be given here; a declaration is made anew each time."""
    if question.kind != before.kind or question.kind in {"file", "declaration"}:
        return False
    if question.choices:
        offered = {choice.code for choice in question.choices}
        return set(value if isinstance(value, list) else [str(value)]) <= offered
    if question.kind == "table":
        return [column.code for column in question.columns] == [
            column.code for column in before.columns
        ]
    return True
