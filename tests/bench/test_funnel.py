"""The bars of the funnel in their short form; `make bars ISSUE=funnel` is the long one."""

import pytest

from bench.bar import Timing, table
from bench.funnel.measuring import judged, list_bars
from bench.issues import funnel


@pytest.mark.django_db(transaction=True, databases=["default", "owner"])
def test_bars_of_the_funnel_hold_in_their_short_form(clock):
    """All but the time of pages: other tests run beside this one."""
    found = funnel.bars(is_short=True, parts=("figures",))
    assert all(bar.passes for bar in found), table(found)


def test_list_that_asks_more_for_more_rows_is_seen_and_so_is_a_slow_page():
    """The control."""
    assert not list_bars({"offers": {10: 5, 1000: 6}})[0].passes
    assert not judged("x", 100, Timing(ms=101, factor=1.0)).passes
