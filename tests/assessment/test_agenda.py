"""The order of the consensus meeting: disagreement times closeness to the budget line."""

from decimal import Decimal
from fractions import Fraction

from assessment import agenda, ranking
from assessment.ranking import Offer, Rule

RULES = [Rule("impact", 40, 5), Rule("economy", 60, 5)]


def places(*totals, budget="100"):
    offers = [
        Offer(f"O{i}", Decimal(50), {"impact": Fraction(t), "economy": Fraction(t)})
        for i, t in enumerate(totals)
    ]
    return ranking.rank(offers, RULES, budgets={"": Decimal(budget)}, walk="stop", seed="s")


def test_disagreement_is_the_weighted_range_on_the_scale():
    values = {"impact": [1, 10], "economy": [7, 7, 7]}
    assert agenda.disagreement(values, RULES, (1, 10)) == Fraction(40, 100)


def test_disagreement_without_scores_is_none():
    assert agenda.disagreement({}, RULES, (1, 10)) == 0


def test_closeness_is_greatest_on_both_sides_of_the_line():
    near = agenda.closeness(places(9, 8, 7, 6))  # two fit in the budget
    assert near == {"O0": Fraction(1, 2), "O1": 1, "O2": 1, "O3": Fraction(1, 2)}


def test_closeness_without_any_award_counts_from_the_top():
    near = agenda.closeness(places(9, 8, budget="10"))
    assert near == {"O0": 1, "O1": Fraction(1, 2)}


def test_the_meeting_begins_with_what_can_still_tip_over():
    values = {
        "O0": {"impact": [1, 10], "economy": [1, 10]},  # far apart, but far above the line
        "O1": {"impact": [7, 8], "economy": [7, 8]},
        "O2": {"impact": [4, 9], "economy": [4, 9]},  # far apart and just below the line
        "O3": {"impact": [6, 6], "economy": [6, 6]},
    }
    items = agenda.order(places(9, 8, 7, 6), values, RULES, (1, 10))
    assert [item.reference for item in items] == ["O2", "O0", "O1", "O3"]
