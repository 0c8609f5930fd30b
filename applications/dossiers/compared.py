"""Promised against said now: an offer with, at each answer, what the phase before answered."""

from collections.abc import Iterator
from dataclasses import replace

from applications.models import OpenedProposal
from applications.reading import ReadAnswer, ReadOffer, read_offer, without_names


def compared(now: ReadOffer, earlier: OpenedProposal | None) -> ReadOffer:
    """The same offer; an answer that differs from the one before carries that text with it.

    What `now` leaves out, for an anonymous round, is not brought back by the comparison.
    """
    if earlier is None:
        return now
    read = read_offer(earlier.proposal.phase, earlier.answers, [])
    if now.is_anonymous:
        read = without_names(earlier.proposal.phase, read)
    before = dict(_texts(read))
    phase = str(earlier.proposal.phase.name)
    parts = [
        replace(part, answers=[_with_earlier(each, before, phase) for each in part.answers])
        for part in now.parts
    ]
    return replace(now, parts=parts)


def _with_earlier(answer: ReadAnswer, before: dict[str, str], phase: str) -> ReadAnswer:
    said = before.get(answer.code, "")
    if not said or answer.table or said == answer.text:
        return answer
    return replace(answer, earlier=said, earlier_phase=phase)


def _texts(offer: ReadOffer) -> Iterator[tuple[str, str]]:
    for part in offer.parts:
        for answer in part.answers:
            yield answer.code, answer.text
