"""The bars of messages in their short form; `make bars ISSUE=messages` is the long one."""

import pytest

from bench.bar import table
from bench.issues import messages


@pytest.mark.django_db(transaction=True)
def test_bars_of_messages_hold_in_their_short_form(clock):
    found = messages.bars(is_short=True, parts=("queueing", "draining"))
    assert all(bar.passes for bar in found), table(found)
