"""Age and size of an applicant: facts beside the limits of the round, for a person to judge."""

from datetime import date, datetime

import pytest

from calls.instruments.definition import Bound, Limit
from calls.limits import as_data, fact_of, facts_of, is_young_enough
from calls.models import Phase

DEADLINE = date(2026, 3, 16)
YEARS = Limit(Bound.YEARS, 4, "company/registered_on")
FTE = Limit(Bound.FTE, 10, "company/fte")
PARENT = Limit(Bound.PARENT, 250, "company/parent_people")


@pytest.mark.parametrize(
    ("registered_on", "is_met"),
    [
        (date(2022, 3, 16), True),  # four years on the day itself
        (date(2022, 3, 15), False),
        (date(2026, 3, 16), True),
        (date(2018, 1, 1), False),
    ],
)
def test_age_counts_to_the_day_of_the_deadline(registered_on, is_met):
    """REQ-11: at most 4 years registered on the day of the deadline."""
    assert is_young_enough(registered_on, 4, deadline=DEADLINE) is is_met


def test_registered_on_a_leap_day_has_its_anniversary_on_1_march():
    assert is_young_enough(date(2024, 2, 29), 1, deadline=date(2025, 3, 1))
    assert not is_young_enough(date(2024, 2, 29), 1, deadline=date(2025, 3, 2))


@pytest.mark.parametrize(
    ("limit", "declared", "is_met"),
    [
        (FTE, "10", True),
        (FTE, "10.5", False),
        (FTE, "", None),
        (FTE, "veel", None),
        (FTE, "NaN", None),
        (PARENT, "249", True),
        (PARENT, "250", False),  # not spun off from a firm of 250 or more
        (PARENT, "", True),
        (YEARS, "2023-05-02", True),
        (YEARS, "2019-05-02", False),
        (YEARS, "", None),  # a start-up may still have to register
        (YEARS, "gisteren", None),
    ],
)
def test_each_limit_stands_beside_what_was_declared(limit, declared, is_met):
    """REQ-11: limits of age and size; what is not a figure is for a person to look at."""
    assert fact_of(limit, declared, deadline=DEADLINE).is_met is is_met


def test_limits_are_those_of_the_round_and_not_of_the_portal():
    phase = Phase(limits=as_data([Limit(Bound.FTE, 25, "company/fte")]), closes_at=None)
    assert facts_of(phase, {"company": {"fte": "20"}}) == []
    phase.closes_at = datetime.fromisoformat("2026-03-16T12:00:00+01:00")
    (fact,) = facts_of(phase, {"company": {"fte": "20"}})
    assert fact.is_met
    assert "25" in fact.limit


def test_without_limits_everybody_may_come():
    assert facts_of(Phase(limits=[]), {"company": {"fte": "900"}}) == []
