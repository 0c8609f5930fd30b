"""One walk per role through the real demo, in the order in which they leave each other alone.

Moving the clock moves it for all calls: the walks that do so come last.
"""

from pathlib import Path

import pytest

from tests.browser import (
    analyst,
    committee,
    company,
    contract,
    decision,
    officer,
    partnership,
    vault,
)
from tests.browser.cast import ANALYST
from tests.browser.people import Visitors

EXERCISES = ("inkoper", "bedrijf", "commissielid", "rvo")

pytestmark = pytest.mark.browser


def test_officer(visitors: Visitors) -> None:
    officer.publishes_a_call(visitors)


def test_company(visitors: Visitors, tmp_path: Path) -> None:
    company.sends_an_offer(visitors, tmp_path)


def test_vault(visitors: Visitors) -> None:
    vault.is_opened_by_two(visitors)


def test_analyst(visitors: Visitors) -> None:
    analyst.reads_the_funnel(visitors)


def test_exercises(visitors: Visitors) -> None:
    """The sheets to practise from, for who is nobody yet and for who has the role."""
    for visitor in (visitors.arrive(), visitors.become(ANALYST)):
        visitors.seen.clear()
        for word in EXERCISES:
            assert visitor.open(f"/demo/oefenen/{word}/").main.locator("tbody tr").count()


def test_decision(visitors: Visitors) -> None:
    decision.decides_and_tells(visitors)


def test_contract(visitors: Visitors, tmp_path: Path) -> None:
    """Needs the letters of test_decision."""
    contract.delivers_and_is_invited(visitors, tmp_path)


def test_committee(visitors: Visitors) -> None:
    """The clock goes two weeks on."""
    committee.judges_and_ranks(visitors)


def test_partnership(visitors: Visitors) -> None:
    """The clock goes years on: nothing can come after this."""
    partnership.is_walked_to_its_purchase(visitors)
