"""In which order the consensus meeting talks: most disagreement nearest the budget line first."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from assessment.ranking import Outcome, Place, Rule


@dataclass(frozen=True)
class Item:
    """One offer on the agenda. `urgency` and `disagreement` lie between 0 and 1."""

    reference: str
    place: Place
    disagreement: Fraction
    urgency: Fraction


def disagreement(
    values: Mapping[str, Sequence[int]], rules: Sequence[Rule], scale: tuple[int, int]
) -> Fraction:
    """How far apart the members are: the weighted mean of range / scale over the criteria."""
    total = sum(
        (
            rule.weight * Fraction(max(given) - min(given), scale[1] - scale[0])
            for rule in rules
            if (given := values.get(rule.code))
        ),
        start=Fraction(0),
    )
    return total / sum(rule.weight for rule in rules)


def closeness(places: Sequence[Place]) -> dict[str, Fraction]:
    """How near each offer of one pot lies to the budget line: 1 beside it, then 1/2, 1/3, ...

    `places` is in ranked order. The line lies after the last offer within the budget.
    """
    line = max(
        (i + 1 for i, place in enumerate(places) if place.outcome == Outcome.WITHIN_BUDGET),
        default=0,
    )
    return {
        place.offer.reference: Fraction(1, 1 + (line - 1 - i if i < line else i - line))
        for i, place in enumerate(places)
    }


def order(
    places: Iterable[Place],
    values: Mapping[str, Mapping[str, Sequence[int]]],
    rules: Sequence[Rule],
    scale: tuple[int, int],
) -> list[Item]:
    """The agenda over provisional places; `values` holds the scores per offer and criterion."""
    by_pot: dict[str, list[Place]] = {}
    for place in places:
        by_pot.setdefault(place.offer.pot, []).append(place)
    items = []
    for group in by_pot.values():
        near = closeness(group)
        for place in group:
            reference = place.offer.reference
            apart = disagreement(values.get(reference, {}), rules, scale)
            items.append(Item(reference, place, apart, apart * near[reference]))
    return sorted(items, key=lambda item: (-item.urgency, -item.disagreement, item.reference))
