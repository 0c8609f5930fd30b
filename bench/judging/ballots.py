"""Exact agreement with a second ranking, on random rounds full of ties."""

import random
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction

from assessment import ranking
from bench.bar import Bar
from bench.judging.reference import Ballot, Round
from bench.judging.reference import ranking as expected

Ranked = Callable[[Round], list[tuple[str, int | None, str]]]


def bar(rounds: int, ours: Ranked | None = None) -> Bar:
    """Rank `rounds` random rounds of up to twelve offers twice; every place must be the same."""
    dice = random.Random(2026)
    ours = ours or ranked
    agreed, offers, ties = 0, 0, 0
    for _round in range(rounds):
        judged = random_round(dice)
        agreed += ours(judged) == expected(judged)
        offers += len(judged.ballots)
        ties += has_tie(judged)
    return Bar(
        f"ranking against a reference in decimals, {rounds:,} random ballots",
        "all exactly equal",
        f"{agreed:,} equal ({offers:,} offers, equal totals in {ties:,})",
        agreed == rounds,
    )


def ranked(judged: Round) -> list[tuple[str, int | None, str]]:
    """The round through assessment/ranking.py."""
    places = ranking.rank(
        [_offer(ballot) for ballot in judged.ballots],
        _rules(judged),
        budgets=judged.budgets,
        walk=judged.walk,
        seed=judged.seed,
        least_total=judged.least_total,
        tie_break=judged.tie_break,
    )
    return [(place.offer.reference, place.rank, place.outcome.value) for place in places]


def random_round(dice: random.Random) -> Round:
    """Few values and few weights, so that ties, thresholds and the budget line all count."""
    criteria = dice.randint(1, 8)
    highest = dice.choice([3, 5, 10])
    pots = dice.choice([[""], ["A", "B"]])
    return Round(
        weights=[dice.choice([1, 1, 2, 30, 40]) for _each in range(criteria)],
        thresholds=[dice.choice([None, None, 2, highest // 2]) for _each in range(criteria)],
        least_total=dice.choice([None, None, Decimal("2.50"), Decimal(highest) / 2]),
        budgets={pot: Decimal(dice.randint(0, 30)) for pot in pots},
        walk=dice.choice(["stop", "skip"]),
        tie_break=dice.choice(["heaviest", "price", "lot"]),
        seed=f"{dice.getrandbits(256):064x}",
        ballots=[
            _ballot(dice, number, criteria, highest, dice.choice(pots))
            for number in range(dice.randint(0, 12))
        ],
    )


def has_tie(judged: Round) -> bool:
    """Whether two offers have the same total."""
    totals = [
        ranking.weighted_total(_offer(ballot).scores, _rules(judged)) for ballot in judged.ballots
    ]
    return len(set(totals)) < len(totals)


def _ballot(dice: random.Random, number: int, criteria: int, highest: int, pot: str) -> Ballot:
    def scores() -> list[int]:
        return [dice.randint(1, highest) for _each in range(criteria)]

    given: list[list[int] | None] = [
        None if dice.random() < 0.25 else scores() for _member in range(5)
    ]
    return Ballot(
        f"O{number:02}",
        Decimal(dice.randint(1, 9)),
        pot,
        given if any(given) else [scores()],
        scores() if dice.random() < 0.5 else None,
    )


def _rules(judged: Round) -> list[ranking.Rule]:
    return [
        ranking.Rule(f"c{place}", weight, least)
        for place, (weight, least) in enumerate(zip(judged.weights, judged.thresholds, strict=True))
    ]


def _offer(ballot: Ballot) -> ranking.Offer:
    valid = [one for one in ballot.given if one is not None]
    places = range(len(ballot.agreed or valid[0]))
    scores: dict[str, Fraction] = {
        f"c{place}": ranking.counting_score(
            ballot.agreed[place] if ballot.agreed else None, [one[place] for one in valid]
        )
        for place in places
    }
    return ranking.Offer(ballot.reference, ballot.price, scores, ballot.pot)
