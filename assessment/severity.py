"""How strict or mild each member scored beside the others (domain.md 1.10): for people to talk
about. Nothing in the ranking, the agenda or the consensus ever uses it.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from assessment import ranking
from assessment.models import Seat

Values = Mapping[int, int]  # the score that each seat gave on one criterion of one offer


@dataclass(frozen=True)
class Severity:
    """A member's mean distance to the others in points of the scale: below zero is stricter."""

    seat: Seat
    distance: Fraction
    scores: int

    @property
    def shown(self) -> object:
        """The distance for people, two decimals."""
        return ranking.shown(self.distance)

    @property
    def is_stricter(self) -> bool:
        return self.distance < 0


def distances(given: Iterable[Values]) -> dict[int, tuple[Fraction, int]]:
    """Per seat: the mean of own score minus the mean of the others', over how many scores.

    A score that stands alone says nothing and is left out.
    """
    apart: dict[int, list[Fraction]] = defaultdict(list)
    for values in given:
        total, count = sum(values.values()), len(values)
        for seat, value in values.items():
            if count > 1:
                apart[seat].append(value - Fraction(total - value, count - 1))
    return {seat: (sum(each, Fraction(0)) / len(each), len(each)) for seat, each in apart.items()}


def severities(seats: Iterable[Seat], given: Iterable[Values]) -> list[Severity]:
    """Every member with a vote who scored beside others, in the order of the seats."""
    found = distances(given)
    return [Severity(seat, *found[seat.pk]) for seat in seats if seat.pk in found]
