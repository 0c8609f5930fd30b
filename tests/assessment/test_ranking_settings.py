"""What a call may set about its ranking: weights, the least total, ties and the walk.

Issue 3: "Weights are whole parts of any positive total, per phase; ranking compares exact fractions
and rounds only for display." REQ-05.
"""

from decimal import Decimal
from fractions import Fraction

import pytest

from assessment import ranking, results
from assessment.ranking import Outcome, Rule
from calls.models import Phase
from tests.assessment.test_ranking import offer, ranked
from tests.factories import PhaseFactory

THIRDS = [Rule("impact", 1), Rule("feasibility", 1), Rule("economy", 1)]


def order(places):
    return [place.offer.reference for place in places]


def rank(offers, **settings):
    return ranking.rank(
        offers, THIRDS, budgets={"": Decimal("1000000")}, walk="stop", seed="s" * 64, **settings
    )


def test_weights_of_one_each_are_thirds_and_nothing_is_rounded_between():
    """REQ-05: (7 + 7 + 8) / 3 is 22/3; two offers that both show 7.33 are not equal."""
    nearly = Fraction(733, 100)
    places = rank([offer("A", nearly, nearly, nearly), offer("B", 7, 7, 8)])
    assert [place.total for place in places] == [Fraction(22, 3), nearly]
    assert order(places) == ["B", "A"]
    assert {ranking.shown(place.total) for place in places} == {Decimal("7.33")}


@pytest.mark.parametrize("times", [1, 7, 1000])
def test_only_the_proportion_of_weights_counts(times):
    rules = [Rule(rule.code, rule.weight * times) for rule in THIRDS]
    (place,) = ranked([offer("A", 5, 6, 9)], rules=rules)
    assert place.total == Fraction(20, 3)


def test_total_below_the_least_is_dropped_by_the_exact_figure():
    """5.996... shows as 6.00 and stays below a threshold of 6."""
    almost = Fraction(17990, 3000)
    places = rank(
        [offer("A", almost, almost, almost), offer("B", 6, 6, 6)], least_total=Decimal("6.00")
    )
    assert [(place.offer.reference, place.outcome) for place in places] == [
        ("B", Outcome.WITHIN_BUDGET), ("A", Outcome.BELOW_THRESHOLD),
    ]  # fmt: skip
    assert ranking.shown(almost) == Decimal("6.00")
    assert places[1].rank is None


def test_control_without_a_least_total_it_is_ranked():
    assert rank([offer("A", 1, 1, 1)])[0].rank == 1


EQUAL = [offer("A", 9, 6, 6, price="50000.00"), offer("B", 6, 6, 9, price="40000.00")]


@pytest.mark.parametrize(
    ("tie_break", "first"), [("heaviest", "A"), ("price", "B")]
)  # fmt: skip
def test_equal_totals_follow_the_rule_of_the_call(tie_break, first):
    for offers in (EQUAL, EQUAL[::-1]):
        assert order(rank(offers, tie_break=tie_break))[0] == first


def test_lot_alone_decides_where_the_call_says_so():
    lowest = min(("A", "B"), key=lambda reference: ranking.lot("s" * 64, reference))
    assert order(rank(EQUAL, tie_break="lot"))[0] == lowest


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("tie_break", "ties"),
    [
        (Phase.TieBreak.HEAVIEST, ["total", "impact", "lot"]),
        (Phase.TieBreak.PRICE, ["total", "price_incl_vat", "lot"]),
        (Phase.TieBreak.LOT, ["total", "lot"]),
    ],
)
def test_frozen_rules_tell_the_order_of_ties(tie_break, ties):
    phase = PhaseFactory(tie_break=tie_break, total_threshold=Decimal("6.50"))
    assert results._ties(phase, results.rules_of(phase)) == ties
