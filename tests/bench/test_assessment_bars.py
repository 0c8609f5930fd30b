"""The bars of the assessment in their short form, each with a control that misses it."""

from dataclasses import replace

import pytest

from bench.bar import table
from bench.issues import assessment
from bench.judging import ballots, speed

pytestmark = pytest.mark.django_db


def test_bars_of_the_assessment_hold_in_their_short_form() -> None:
    """REQ-05: same input, same ranking, to the last digit."""
    found = assessment.bars(is_short=True)
    assert all(bar.passes for bar in found), table(found)


@pytest.mark.parametrize("ignored", ["least_total", "tie_break"])
def test_ranking_that_ignores_a_setting_of_the_call_is_seen(ignored: str) -> None:
    """The control: a total threshold or a rule for ties that is not passed on shows."""
    default = {"least_total": None, "tie_break": "heaviest"}[ignored]
    bar = ballots.bar(
        200, ours=lambda judged: ballots.ranked(replace(judged, **{ignored: default}))
    )
    assert not bar.passes


def test_page_that_asks_once_per_offer_is_seen() -> None:
    """The control: a count that grows with the offers does not pass."""
    bars = speed.query_bars({"ranking": 26}, {"ranking": 56}, 40)
    assert not any(bar.passes for bar in bars)
