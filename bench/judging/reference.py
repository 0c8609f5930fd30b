"""The ranking once more, written apart from assessment/ranking.py: whole decimals, no fraction.

A mean of one to five members has a denominator that divides 60, so 60 times a score is whole, and
so is the sum of weight times that. Nothing is rounded anywhere.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal, localcontext

SIXTY = 60


@dataclass(frozen=True)
class Ballot:
    """One offer: its price, five members' scores per criterion (None abstains), the consensus."""

    reference: str
    price: Decimal
    pot: str
    given: Sequence[Sequence[int] | None]
    agreed: Sequence[int] | None


@dataclass(frozen=True)
class Round:
    """What the call states, and the offers."""

    weights: Sequence[int]
    thresholds: Sequence[int | None]
    least_total: Decimal | None
    budgets: dict[str, Decimal]
    walk: str
    tie_break: str
    seed: str
    ballots: Sequence[Ballot]


@dataclass(frozen=True)
class _Row:
    ballot: Ballot
    sixtieths: Sequence[Decimal]  # 60 times the score on each criterion
    points: Decimal  # 60 times the sum of weight times score
    drops: bool


def ranking(judged: Round) -> list[tuple[str, int | None, str]]:
    """Reference, rank and outcome: per pot the ranked ones, then those below a threshold."""
    with localcontext() as context:
        context.prec = 60
        found: list[tuple[str, int | None, str]] = []
        for pot in sorted(judged.budgets):
            rows = [_row(each, judged) for each in judged.ballots if each.pot == pot]
            found += _walked(_sorted(rows, judged), judged, judged.budgets[pot])
        return found


def _row(ballot: Ballot, judged: Round) -> _Row:
    scored = [one for one in ballot.given if one is not None]
    sixtieths = []
    for place in range(len(judged.weights)):
        if ballot.agreed is not None:
            sixtieths.append(Decimal(SIXTY * ballot.agreed[place]))
        else:
            total = sum((Decimal(SIXTY * one[place]) for one in scored), Decimal(0))
            sixtieths.append(total / len(scored))
    points = Decimal(0)
    for weight, score in zip(judged.weights, sixtieths, strict=True):
        points += weight * score
    too_low = [
        least is not None and score < SIXTY * least
        for least, score in zip(judged.thresholds, sixtieths, strict=True)
    ]
    if judged.least_total is not None:
        too_low.append(points < judged.least_total * SIXTY * sum(judged.weights))
    return _Row(ballot, sixtieths, points, any(too_low))


def _sorted(rows: list[_Row], judged: Round) -> list[_Row]:
    """Sorted three times, the last that decides first: a sort that is stable keeps the rest."""

    def draw(row: _Row) -> str:
        return hashlib.sha256(f"{judged.seed}\n{row.ballot.reference}".encode()).hexdigest()

    rows = sorted(rows, key=draw)
    if judged.tie_break == "heaviest":
        heaviest = list(judged.weights).index(max(judged.weights))
        rows.sort(key=lambda row: row.sixtieths[heaviest], reverse=True)
    if judged.tie_break == "price":
        rows.sort(key=lambda row: row.ballot.price)
    rows.sort(key=lambda row: row.points, reverse=True)
    return rows


def _walked(rows: list[_Row], judged: Round, budget: Decimal) -> list[tuple[str, int | None, str]]:
    found: list[tuple[str, int | None, str]] = []
    left, goes_on = budget, True
    for row in rows:
        if row.drops:
            continue
        fits = goes_on and row.ballot.price <= left
        if fits:
            left -= row.ballot.price
        elif judged.walk == "stop":
            goes_on = False
        outcome = "within_budget" if fits else "beyond_budget"
        found.append((row.ballot.reference, len(found) + 1, outcome))
    return found + [(row.ballot.reference, None, "below_threshold") for row in rows if row.drops]
