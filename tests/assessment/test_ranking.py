"""REQ-05: the ranking, rule by rule, and against a second implementation in decimals."""

import hashlib
from decimal import Decimal, localcontext
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assessment import ranking
from assessment.models import RankingRow
from assessment.ranking import Offer, Outcome, Rule

RULES = [Rule("impact", 40, 5), Rule("feasibility", 30, 5), Rule("economy", 30, 5)]
SEED = "a" * 64


def offer(reference, *scores, price="50000.00", pot=""):
    named = dict(zip(["impact", "feasibility", "economy"], map(Fraction, scores), strict=True))
    return Offer(reference, Decimal(price), named, pot)


def ranked(offers, *, rules=RULES, budget="500000.00", walk="stop"):
    budgets = budget if isinstance(budget, dict) else {"": Decimal(budget)}
    return ranking.rank(offers, rules, budgets=budgets, walk=walk, seed=SEED)


def summary(places):
    return [(place.offer.reference, place.rank, place.outcome.value) for place in places]


def test_outcomes_are_the_words_of_the_stored_rows():
    assert [outcome.value for outcome in Outcome] == RankingRow.Outcome.values


def test_weights_count_as_parts_of_their_own_sum():
    """REQ-05 (3): 8, 7 and 6 at 40, 30 and 30 is 7.1, exactly."""
    [place] = ranked([offer("A", 8, 7, 6)])
    assert place.total == Fraction(71, 10)


def test_a_mean_that_no_decimal_can_hold_is_kept_exactly():
    """REQ-05 (3): exact, no float: three members giving 7, 7 and 8 make 22/3."""
    third = ranking.counting_score(None, [7, 7, 8])
    [place] = ranked([offer("A", third, third, third)])
    assert place.total == Fraction(22, 3)
    assert ranking.shown(place.total) == Decimal("7.33")


def test_consensus_counts_before_the_mean():
    """REQ-06: the consensus score takes the place of the members' scores."""
    assert ranking.counting_score(4, [9, 9, 9]) == 4


def test_without_consensus_and_valid_scores_there_is_no_score():
    with pytest.raises(ValueError, match="No consensus"):
        ranking.counting_score(None, [])


@pytest.mark.parametrize(
    ("total", "text"), [("7.005", "7.01"), ("7.0049", "7.00"), ("10", "10.00"), ("0.995", "1.00")]
)
def test_what_people_see_is_rounded_half_up(total, text):
    assert ranking.shown(Fraction(total)) == Decimal(text)


def test_an_offer_below_one_threshold_gets_no_rank():
    """REQ-05 (2): one criterion below its threshold drops an offer, however high the rest."""
    places = ranked([offer("A", 10, 10, Fraction(499, 100)), offer("B", 5, 5, 5)])
    assert summary(places) == [("B", 1, "within_budget"), ("A", None, "below_threshold")]


def test_a_score_on_the_threshold_passes():
    assert ranking.failed_thresholds(offer("A", 5, 5, 5).scores, RULES) == []


def test_equal_totals_are_decided_by_the_heaviest_criterion():
    """REQ-05 (5): 40*8+30*6+30*6 = 40*5+30*10+30*6 = 680; impact decides."""
    places = ranked([offer("A", 5, 10, 6), offer("B", 8, 6, 6)])
    assert [place.total for place in places] == [Fraction(34, 5)] * 2
    assert [place.offer.reference for place in places] == ["B", "A"]


def test_of_equal_weights_the_first_criterion_decides():
    assert ranking.heaviest([Rule("a", 30), Rule("b", 50), Rule("c", 50)]).code == "b"


def test_the_lot_decides_the_rest_and_can_be_computed_by_anybody():
    """REQ-05 (5): the lot is a hash over the published seed and the reference."""
    references = [f"OFFER-{number}" for number in range(20)]
    places = ranked([offer(reference, 7, 7, 7) for reference in references])
    expected = sorted(
        references, key=lambda name: hashlib.sha256(f"{SEED}\n{name}".encode()).hexdigest()
    )
    assert [place.offer.reference for place in places] == expected


def test_the_seed_changes_with_each_thing_it_is_made_of():
    parts = {"call": "C", "phase": "p", "terms_sha256": "t", "opening_sha256": "o"}
    seeds = {ranking.seed_of(**{**parts, name: "x"}) for name in parts}
    assert len(seeds | {ranking.seed_of(**parts)}) == 5


def test_the_walk_stops_at_the_first_that_does_not_fit():
    """REQ-05 (6), "stop": what comes after is not awarded, though it would fit."""
    places = ranked(
        [offer("A", 9, 9, 9, price="60"), offer("B", 8, 8, 8, price="50"),
         offer("C", 7, 7, 7, price="40")],
        budget="100",
    )  # fmt: skip
    assert summary(places) == [
        ("A", 1, "within_budget"), ("B", 2, "beyond_budget"), ("C", 3, "beyond_budget")
    ]  # fmt: skip


def test_the_walk_skips_where_the_call_says_so():
    """REQ-05 (6), "skip": the next one that fits is taken."""
    places = ranked(
        [offer("A", 9, 9, 9, price="60"), offer("B", 8, 8, 8, price="50"),
         offer("C", 7, 7, 7, price="40")],
        budget="100", walk="skip",
    )  # fmt: skip
    assert summary(places) == [
        ("A", 1, "within_budget"), ("B", 2, "beyond_budget"), ("C", 3, "within_budget")
    ]  # fmt: skip


def test_a_cent_too_much_does_not_fit():
    places = ranked([offer("A", 9, 9, 9, price="100.01")], budget="100.00")
    assert summary(places) == [("A", 1, "beyond_budget")]


def test_each_pot_is_walked_on_its_own():
    """REQ-05 with themes (domain.md, fact 6)."""
    places = ranked(
        [offer("A", 9, 9, 9, pot="A", price="80"), offer("B", 8, 8, 8, pot="B", price="80"),
         offer("C", 7, 7, 7, pot="A", price="80")],
        budget={"A": Decimal(100), "B": Decimal(100)},
    )  # fmt: skip
    assert summary(places) == [
        ("A", 1, "within_budget"), ("C", 2, "beyond_budget"), ("B", 1, "within_budget")
    ]  # fmt: skip


def test_half_the_budget_halves_the_awards():
    """The number planned is no cap and no aim: the money decides (domain.md, fact 7)."""
    offers = [offer(f"O{number:02}", 9, 8, 7) for number in range(32)]
    for budget, awarded in [("500000.00", 10), ("250000.00", 5), ("49999.99", 0)]:
        places = ranked(offers, budget=budget)
        assert sum(place.outcome == Outcome.WITHIN_BUDGET for place in places) == awarded


ballots = st.lists(
    st.tuples(
        st.integers(min_value=1, max_value=9),  # price
        # five members, three criteria; None is an abstention
        st.lists(
            st.one_of(st.none(), st.tuples(*[st.integers(min_value=1, max_value=10)] * 3)),
            min_size=5, max_size=5,
        ).filter(any),
        st.one_of(st.none(), st.tuples(*[st.integers(min_value=1, max_value=10)] * 3)),  # consensus
    ),
    max_size=12,
)  # fmt: skip
weights = st.tuples(*[st.integers(min_value=1, max_value=60)] * 3)
thresholds = st.tuples(*[st.one_of(st.none(), st.integers(min_value=1, max_value=9))] * 3)


@settings(max_examples=400, deadline=None)
@given(ballots, weights, thresholds, st.integers(min_value=1, max_value=30),
       st.sampled_from(["stop", "skip"]))  # fmt: skip
def test_agrees_with_an_independent_reference_in_decimals(votes, weights, limits, budget, walk):
    """REQ-05, REQ-07: abstentions, ties, thresholds and both walks, on random ballots."""
    codes = ["impact", "feasibility", "economy"]
    rules = [Rule(*triple) for triple in zip(codes, weights, limits, strict=True)]
    offers = []
    for number, (price, given_scores, agreed) in enumerate(votes):
        valid = [one for one in given_scores if one]
        scores = {
            code: ranking.counting_score(agreed[i] if agreed else None, [one[i] for one in valid])
            for i, code in enumerate(codes)
        }
        offers.append(Offer(f"O{number}", Decimal(price), scores))
    places = ranking.rank(offers, rules, budgets={"": Decimal(budget)}, walk=walk, seed=SEED)
    assert summary(places) == _reference(votes, weights, limits, Decimal(budget), walk)


def _reference(votes, weights, limits, budget, walk):
    """The rules again, written apart: decimals with 60 digits, whole numbers for the totals.

    Means of one to five members have a denominator that divides 60, so 60 times a score is whole.
    """
    with localcontext() as context:
        context.prec = 60
        rows = []
        for number, (price, given_scores, agreed) in enumerate(votes):
            valid = [one for one in given_scores if one is not None]
            sixty = [
                Decimal(60 * agreed[i]) if agreed is not None
                else sum((Decimal(60 * one[i]) for one in valid), Decimal(0)) / len(valid)
                for i in range(3)
            ]  # fmt: skip
            points = sum((weights[i] * sixty[i] for i in range(3)), Decimal(0))
            drops = any(limits[i] is not None and sixty[i] < 60 * limits[i] for i in range(3))
            rows.append((f"O{number}", price, points, sixty[weights.index(max(weights))], drops))
    draw = {row[0]: hashlib.sha256(f"{SEED}\n{row[0]}".encode()).hexdigest() for row in rows}
    rows.sort(key=lambda row: draw[row[0]])
    rows.sort(key=lambda row: row[3], reverse=True)
    rows.sort(key=lambda row: row[2], reverse=True)
    result, spent, open_walk, place = [], Decimal(0), True, 0
    for name, price, _points, _decider, drops in rows:
        if drops:
            continue
        place += 1
        if open_walk and spent + price <= budget:
            spent += price
            result.append((name, place, "within_budget"))
            continue
        result.append((name, place, "beyond_budget"))
        open_walk = open_walk and walk == "skip"
    return result + [(row[0], None, "below_threshold") for row in rows if row[4]]


def test_places_are_taken_one_by_one_whatever_offers_ask():
    """Where an award costs no money, the walk ends with the last place."""
    dear = [
        offer(name, score, 7, 7, price="999999.00")
        for name, score in (("A", 9), ("B", 8), ("C", 7))
    ]
    places = ranking.rank(
        dear, RULES, budgets={"": Decimal(2)}, walk="stop", seed=SEED, by_place=True
    )
    assert summary(places) == [
        ("A", 1, "within_budget"), ("B", 2, "within_budget"), ("C", 3, "beyond_budget"),
    ]  # fmt: skip
