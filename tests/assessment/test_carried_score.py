"""The score of the desk ranking, where it counts in the pitch."""

from fractions import Fraction

import pytest

from assessment.carried_score import CODE, on_scale, with_carried
from assessment.ranking import Rule, weighted_total
from calls.models import Phase


@pytest.mark.parametrize("percent", [1, 30, 50, 99])
def test_carried_score_counts_for_exactly_its_percentage(percent):
    rules = with_carried([Rule("team", 3), Rule("plan", 1)], Phase(carried_percent=percent))
    scores = {"team": Fraction(8), "plan": Fraction(4), CODE: Fraction(10)}
    expected = Fraction(7) * (100 - percent) / 100 + Fraction(10) * percent / 100
    assert weighted_total(scores, rules) == expected


def test_without_a_percentage_the_pitch_decides_alone():
    rules = [Rule("team", 3), Rule("plan", 1)]
    assert with_carried(rules, Phase(carried_percent=0)) == rules


def test_another_scale_keeps_the_place_between_lowest_and_highest():
    assert on_scale(Fraction(3), of=(1, 5), to=(1, 10)) == Fraction(11, 2)
    assert on_scale(Fraction(22, 3), of=(1, 10), to=(1, 10)) == Fraction(22, 3)
