"""Scores as a committee might give them, from a seed.

It sees the offers, the criteria and the scale; how many may win, and with what money, it cannot
know. Each offer has a quality of its own, each criterion turns out a little better or worse, and
each member looks with their own eyes.
"""

from collections import defaultdict
from collections.abc import Hashable, Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal
from random import Random
from typing import TypeVar

from demo.cases import Scale

Offer = TypeVar("Offer", bound=Hashable)
Member = TypeVar("Member", bound=Hashable)

# Places between the lowest score (0) and the highest (1) of the scale.
WORST, BEST = 0.36, 0.93
CRITERION_SPREAD = 0.08
MEMBER_SPREAD = 0.09
MEMBER_LENIENCE = 0.03


def draft_scores(
    seed: int | str,
    offers: Sequence[Offer],
    criteria: Sequence[str],
    scale: Scale,
    *,
    members: Sequence[Member],
) -> dict[tuple[Member, Offer, str], int]:
    """A whole score for every member, offer and criterion code, in that order of the key."""
    rng = Random(f"scores/{seed}")
    lenience = [rng.gauss(0, MEMBER_LENIENCE) for _ in members]
    drafts = {}
    for offer, quality in zip(offers, _qualities(rng, len(offers)), strict=True):
        for criterion in criteria:
            level = quality + rng.gauss(0, CRITERION_SPREAD)
            for member, extra in zip(members, lenience, strict=True):
                seen = level + extra + rng.gauss(0, MEMBER_SPREAD)
                drafts[member, offer, criterion] = _on_scale(seen, scale)
    return drafts


def consensus_scores(
    drafts: Mapping[tuple[Member, Offer, str], int],
) -> dict[tuple[Offer, str], int]:
    """What a committee would settle on: the mean of its members, rounded half up."""
    given: dict[tuple[Offer, str], list[int]] = defaultdict(list)
    for (_, offer, criterion), score in drafts.items():
        given[offer, criterion].append(score)
    return {key: _rounded(Decimal(sum(scores)) / len(scores)) for key, scores in given.items()}


def _qualities(rng: Random, count: int) -> list[float]:
    """One quality per offer, spread evenly from weak to strong and dealt in random order."""
    steps = [(index + rng.random()) / count for index in range(count)]
    rng.shuffle(steps)
    return [WORST + (BEST - WORST) * step for step in steps]


def _on_scale(place: float, scale: Scale) -> int:
    exact = Decimal(scale.min) + Decimal(str(place)) * (scale.max - scale.min)
    return min(scale.max, max(scale.min, _rounded(exact)))


def _rounded(value: Decimal) -> int:
    return int(value.quantize(Decimal(1), ROUND_HALF_UP))
