"""One walk per role through the real demo, in the order in which they leave each other alone.

Moving the clock moves it for all calls: walks that do so come last.
"""

import pytest

from tests.browser import officer
from tests.browser.people import Visitors

pytestmark = pytest.mark.browser


def test_officer_publishes_a_call(visitors: Visitors) -> None:
    officer.publishes_a_call(visitors)
