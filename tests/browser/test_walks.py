"""One walk per role through the real demo, in the order in which they leave each other alone.

Moving the clock moves it for all calls: walks that do so come last.
"""

from pathlib import Path

import pytest

from tests.browser import company, officer
from tests.browser.people import Visitors

pytestmark = pytest.mark.browser


def test_officer_publishes_a_call(visitors: Visitors) -> None:
    officer.publishes_a_call(visitors)


def test_company_sends_an_offer(visitors: Visitors, tmp_path: Path) -> None:
    company.sends_an_offer(visitors, tmp_path)
