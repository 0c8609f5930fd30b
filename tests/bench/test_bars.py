"""The bars themselves: each prints its limit, and a miss is seen."""

import pytest

from bench.bar import Bar, Timing, table
from bench.issues import calls
from bench.requirements_named import ids_in, requirements_with_tests
from calls.models import Call

pytestmark = pytest.mark.django_db


def test_bars_of_calls_hold_in_their_short_form() -> None:
    """List page, with each filter, and call page at three sizes."""
    found = calls.bars(is_short=True)
    assert all(bar.passes for bar in found), table(found)


def test_query_that_grows_with_the_list_is_seen() -> None:
    """The control: a page that asks once per call does not pass."""
    found = calls.query_bars((2, 3), count=lambda address: Call.objects.count())
    assert not any(bar.passes for bar in found)


def test_slow_page_is_seen_and_a_slow_machine_gets_more_time() -> None:
    assert not calls._page_bar("x", Timing(ms=101, factor=1.0)).passes
    assert calls._page_bar("x", Timing(ms=150, factor=2.0)).passes


def test_requirement_counts_only_where_a_test_names_it() -> None:
    assert ids_in("REQ-02 (a), REQ-15: everybody. REQ-2x") == ["REQ-02", "REQ-15", "REQ-2"]
    assert "REQ-99" not in requirements_with_tests()


def test_table_says_what_was_missed() -> None:
    text = table([Bar("one", "1", "2", passes=False), Bar("two", "1", "1", passes=True)])
    assert [line.split()[-1] for line in text.splitlines()] == ["pass", "NO", "yes"]
