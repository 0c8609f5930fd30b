"""The ranking (REQ-05), as pure functions over exact fractions. No database, no clock, no float.

Knocked-out offers are not handed in here. What remains is dropped below a threshold, of a
criterion or of the whole, scored, sorted, and walked down its budget including VAT. The same input
gives the same ranking.
"""

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from functools import partial


class Outcome(StrEnum):
    """Where an offer ends; the same words as RankingRow.Outcome."""

    WITHIN_BUDGET = "within_budget"
    BEYOND_BUDGET = "beyond_budget"
    BELOW_THRESHOLD = "below_threshold"
    ELSEWHERE = "elsewhere"  # its applicant has a better place: assessment/one_place.py


@dataclass(frozen=True)
class Rule:
    """A criterion as the call states it: whole weight, and the lowest score that passes."""

    code: str
    weight: int
    threshold: int | None = None


@dataclass(frozen=True)
class Offer:
    """What the ranking needs of an offer. `pot` is the code of its theme, "" without themes."""

    reference: str
    price_incl_vat: Decimal
    scores: Mapping[str, Fraction]
    pot: str = ""


@dataclass(frozen=True)
class Place:
    """One offer in the ranking; `rank` counts from 1 within a pot, None below a threshold."""

    offer: Offer
    total: Fraction
    rank: int | None
    outcome: Outcome


def counting_score(consensus: int | None, valid: Sequence[int]) -> Fraction:
    """The consensus score, else the mean of the valid scores. ValueError when there is neither."""
    if consensus is not None:
        return Fraction(consensus)
    if not valid:
        raise ValueError("No consensus and no valid score.")
    return Fraction(sum(valid), len(valid))


def weighted_total(scores: Mapping[str, Fraction], rules: Sequence[Rule]) -> Fraction:
    """The weighted mean, on the scale of the scores; weights are parts of their own sum."""
    # Over one denominator, in whole numbers: a sum of fractions looks for a divisor at each step.
    above, below = 0, 1
    for rule in rules:
        score = scores[rule.code]
        above = above * score.denominator + rule.weight * score.numerator * below
        below *= score.denominator
    return Fraction(above, below * sum(rule.weight for rule in rules))


def failed_thresholds(scores: Mapping[str, Fraction], rules: Iterable[Rule]) -> list[str]:
    """The codes of the criteria on which this offer stays below the threshold."""
    return [
        rule.code
        for rule in rules
        if rule.threshold is not None and scores[rule.code] < rule.threshold
    ]


def heaviest(rules: Sequence[Rule]) -> Rule:
    """The criterion that decides between equal totals: the first of the highest weight."""
    return max(rules, key=lambda rule: rule.weight)


def seed_of(*, call: str, phase: str, terms_sha256: str, opening_sha256: str) -> str:
    """The published seed of the lot.

    The hash of the opening is part of it: the terms alone are known beforehand, and somebody
    could then choose, among many drafts, the reference that draws the best lot.
    """
    parts = "\n".join([call, phase, terms_sha256, opening_sha256])
    return hashlib.sha256(parts.encode()).hexdigest()


def lot(seed: str, reference: str) -> str:
    """The lot that an offer draws: of two equal offers the lower one goes first."""
    return hashlib.sha256(f"{seed}\n{reference}".encode()).hexdigest()


def rank(
    offers: Iterable[Offer],
    rules: Sequence[Rule],
    *,
    budgets: Mapping[str, Decimal],
    walk: str,
    seed: str,
    by_place: bool = False,
    least_total: Decimal | None = None,
    tie_break: str = "heaviest",
) -> list[Place]:
    """Rank the offers of every pot: first the ranked ones, then those below a threshold.

    `budgets` holds euros including VAT per pot; with `by_place` it holds a number of places, and
    every offer takes one. `walk` is "stop" (the first offer that does not
    fit ends the walk) or "skip". `tie_break` says what goes before the lot between equal totals:
    the score on the heaviest criterion, the lower "price", or nothing ("lot"). KeyError
    when an offer belongs to a pot without a budget.
    """
    places: list[Place] = []
    by_pot: dict[str, list[Offer]] = {pot: [] for pot in sorted(budgets)}
    for offer in offers:
        by_pot[offer.pot].append(offer)
    for pot, group in by_pot.items():
        taken = {each.reference: Decimal(1) if by_place else each.price_incl_vat for each in group}
        scored = [(offer, weighted_total(offer.scores, rules)) for offer in group]
        scored.sort(key=lambda pair: (-pair[1], _tie(pair[0], rules, tie_break, seed)))
        is_below = partial(_is_below, rules=rules, least_total=least_total)
        places += _walk(scored, is_below, taken=taken, budget=budgets[pot], walk=walk)
    return places


def _tie(offer: Offer, rules: Sequence[Rule], tie_break: str, seed: str) -> tuple[Fraction, str]:
    """What sorts equal totals: the lower goes first."""
    first = Fraction(0)
    if tie_break == "heaviest":
        first = -offer.scores[heaviest(rules).code]
    elif tie_break == "price":
        first = Fraction(offer.price_incl_vat)
    return first, lot(seed, offer.reference)


def shown(total: Fraction) -> Decimal:
    """A score for people: two decimals, half up. The ranking itself never uses it."""
    return Decimal((total * 100 + Fraction(1, 2)).__floor__()).scaleb(-2)


def _walk(
    scored: Sequence[tuple[Offer, Fraction]],
    is_below: Callable[[Offer, Fraction], bool],
    *,
    taken: Mapping[str, Decimal],
    budget: Decimal,
    walk: str,
) -> list[Place]:
    """Drop what stays below a threshold; walk the others down their pot, of which each takes."""
    failed = [pair for pair in scored if is_below(*pair)]
    passed = [pair for pair in scored if not is_below(*pair)]
    places = []
    used, is_walking = Decimal(0), True
    for number, (offer, total) in enumerate(passed, start=1):
        fits = is_walking and used + taken[offer.reference] <= budget
        if fits:
            used += taken[offer.reference]
        elif walk == "stop":
            is_walking = False
        outcome = Outcome.WITHIN_BUDGET if fits else Outcome.BEYOND_BUDGET
        places.append(Place(offer, total, number, outcome))
    return places + [Place(offer, total, None, Outcome.BELOW_THRESHOLD) for offer, total in failed]


def _is_below(
    offer: Offer, total: Fraction, rules: Sequence[Rule], least_total: Decimal | None
) -> bool:
    """Exact, never rounded: 5.995 stays below a threshold of 6, though it shows as 6.00."""
    if least_total is not None and total < Fraction(least_total):
        return True
    return bool(failed_thresholds(offer.scores, rules))
