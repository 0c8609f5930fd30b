"""Starting points for the consensus: a value and a text that the committee then changes."""

import statistics
from collections.abc import Iterable, Sequence
from fractions import Fraction


def proposed_value(values: Sequence[int]) -> int | None:
    """The median of the valid scores, half up; None without any."""
    if not values:
        return None
    return (Fraction(statistics.median(map(Fraction, values))) + Fraction(1, 2)).__floor__()


def draft_motivation(reasons: Iterable[str]) -> str:
    """The members' reasons, one paragraph each, without names and without repeats."""
    paragraphs: dict[str, None] = {}
    for reason in reasons:
        if text := " ".join(reason.split()):
            paragraphs.setdefault(text)
    return "\n\n".join(paragraphs)
