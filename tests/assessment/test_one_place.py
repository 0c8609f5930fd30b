"""At most one place for each company over all challenges of a round (REQ-11)."""

from decimal import Decimal
from fractions import Fraction

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assessment import one_place, ranking
from assessment.ranking import Offer, Outcome, Rule

RULES = [Rule("quality", 1)]


def offer(pot: str, company: str, score: int, price: int = 100) -> Offer:
    return Offer(f"{pot}-{company}", Decimal(price), {"quality": Fraction(score)}, pot)


def ranked(offers: list[Offer], budget: int = 100) -> dict[str, ranking.Place]:
    pots = {each.pot: Decimal(budget) for each in offers}

    def rank(some):
        return ranking.rank(some, RULES, budgets=pots, walk="stop", seed="s")

    applicants = {each.reference: each.reference.split("-")[1] for each in offers}
    places = one_place.rank(rank, offers, applicants)
    return {place.offer.reference: place for place in places}


def test_first_in_two_challenges_wins_where_the_score_is_highest():
    places = ranked(
        [offer("A", "x", 8), offer("A", "y", 7), offer("B", "x", 9), offer("B", "z", 6)]
    )
    assert places["B-x"].outcome == Outcome.WITHIN_BUDGET
    assert places["A-x"].outcome == Outcome.ELSEWHERE
    assert places["A-y"].outcome == Outcome.WITHIN_BUDGET
    assert places["B-z"].outcome == Outcome.BEYOND_BUDGET


def test_rank_and_score_stay_as_they_came_out():
    places = ranked([offer("A", "x", 8), offer("A", "y", 7), offer("B", "x", 9)])
    assert (places["A-x"].rank, places["A-y"].rank) == (1, 2)
    assert places["A-x"].total == 8


def test_equal_scores_count_for_the_challenge_that_comes_first():
    places = ranked([offer("B", "x", 8), offer("A", "x", 8)])
    assert places["A-x"].outcome == Outcome.WITHIN_BUDGET
    assert places["B-x"].outcome == Outcome.ELSEWHERE


def test_moving_up_can_give_a_second_place_that_is_passed_over_again():
    places = ranked(
        [
            offer("A", "x", 9), offer("A", "y", 8), offer("A", "z", 7),
            offer("B", "x", 10), offer("C", "y", 10),
        ]
    )  # fmt: skip
    assert places["A-x"].outcome == places["A-y"].outcome == Outcome.ELSEWHERE
    assert places["A-z"].outcome == Outcome.WITHIN_BUDGET


def test_without_it_one_company_would_hold_two_places():
    """The control: ranking alone gives both."""
    offers = [offer("A", "x", 8), offer("B", "x", 9)]
    pots = {"A": Decimal(100), "B": Decimal(100)}
    places = ranking.rank(offers, RULES, budgets=pots, walk="stop", seed="s")
    assert [place.outcome for place in places] == [Outcome.WITHIN_BUDGET] * 2


ENTRIES = st.lists(
    st.tuples(st.sampled_from("ABC"), st.sampled_from("vwxyz"), st.integers(1, 10)),
    unique_by=lambda entry: entry[:2],
    max_size=15,
)


# The machine may be busy with other tests.
@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(ENTRIES, st.integers(100, 300))
def test_whatever_the_scores_nobody_wins_twice_and_nobody_is_left_out(entries, budget):
    places = ranked([offer(*entry) for entry in entries], budget)
    winners = [
        reference.split("-")[1]
        for reference, place in places.items()
        if place.outcome == Outcome.WITHIN_BUDGET
    ]
    assert len(winners) == len(set(winners))
    passed_over = {
        reference.split("-")[1]
        for reference, place in places.items()
        if place.outcome == Outcome.ELSEWHERE
    }
    assert passed_over <= set(winners)
