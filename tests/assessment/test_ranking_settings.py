"""What a call may set about its ranking: weights, the least total, ties and the walk.

Issue 3: "Weights are whole parts of any positive total, per phase; ranking compares exact fractions
and rounds only for display." REQ-05.
"""

from decimal import Decimal
from fractions import Fraction

import pytest

from assessment import ranking, results, services, transitions
from assessment.ranking import Outcome, Rule
from calls.models import Phase
from portal.workflow import TransitionRefused
from tests.assessment.stages import agreed, chair_of, meeting, opened_phase
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


@pytest.mark.django_db
def test_least_total_of_the_call_drops_an_offer_when_the_round_is_closed(cast):
    """REQ-05 (2): 8, 7 and 6 at 40, 30 and 30 is 7.1, and the call asks for 7.2."""
    kept, *dropped = _closed(cast, {0: (9, 7, 6)}, total_threshold=Decimal("7.20"))
    assert (kept.rank, kept.outcome) == (1, "within_budget")
    assert {(row.rank, row.outcome) for row in dropped} == {(None, "below_threshold")}


@pytest.mark.django_db
@pytest.mark.parametrize("tie_break", [Phase.TieBreak.PRICE, Phase.TieBreak.HEAVIEST])
def test_rule_for_ties_of_the_call_decides_when_the_round_is_closed(cast, tie_break):
    """REQ-05 (5): 6, 9 and 7 weighs 7.2 as 9, 6 and 6 does; the second is dearer."""
    rows = _closed(cast, {0: (6, 9, 7), 1: (9, 6, 6)}, prices={1: "60000.00"}, tie_break=tie_break)
    first = rows[0].proposal.opened.title[-2:]
    assert [row.total for row in rows[:2]] == ["36/5", "36/5"]
    assert first == ("00" if tie_break == Phase.TieBreak.PRICE else "01")


def _closed(cast, values, *, prices=None, **settings):
    """The frozen rows of a round with three offers, each with its consensus or 8, 7 and 6."""
    phase = opened_phase(cast)
    for name, value in settings.items():
        setattr(phase, name, value)
    phase.save(update_fields=list(settings))
    offers = list(phase.proposals.order_by("pk"))
    for number, price in (prices or {}).items():
        opened = offers[number].opened
        opened.price_incl_vat = Decimal(price)
        opened.save(update_fields=["price_incl_vat"])
    committee = agreed(meeting(cast, phase), {offers[n].pk: given for n, given in values.items()})
    frozen = transitions.close_consensus(committee, by=chair_of(committee))
    return list(frozen.rows.select_related("proposal__opened"))


@pytest.mark.django_db
def test_mean_counts_where_nothing_was_agreed_and_the_call_says_so(cast):
    """REQ-06: "the consensus score, else the mean of valid scores, as the call states"."""
    phase = opened_phase(cast, counting=Phase.Counting.MEAN)
    committee = meeting(cast, phase)
    first = phase.proposals.order_by("pk").first()
    services.record_consensus(first, phase.criteria.get(code="impact"), value=10,
                              motivation="Samen.", by=chair_of(committee))  # fmt: skip
    frozen = transitions.close_consensus(committee, by=chair_of(committee))
    rows = {row.proposal_id: row for row in frozen.rows.all()}
    # 10 agreed beside the means 7 and 6; the others 8, 7 and 6, all by the mean.
    assert rows[first.pk].scores == {"impact": "10", "feasibility": "7", "economy": "6"}
    assert {row.total for row in rows.values()} == {"79/10", "71/10"}
    assert frozen.rules["counts"] == "the consensus, else the mean of the valid scores"


@pytest.mark.django_db
def test_control_without_that_word_of_the_call_every_consensus_is_needed(cast):
    committee = meeting(cast)
    with pytest.raises(TransitionRefused) as refused:
        transitions.close_consensus(committee, by=chair_of(committee))
    assert refused.value.code == "consensus_incomplete"
