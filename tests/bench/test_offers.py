"""The bars of the issue on offers in their short form, and controls that show them failing."""

import time

import pytest

from bench.bar import table
from bench.issues import offers
from bench.offers.interruptions import Typed
from bench.offers.load import Saves


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("part", ["autosave", "uploads", "hostile"])
def test_bar_of_offers_holds_in_its_short_form(part):
    """All but times: other tests run beside this one, so `make bars ISSUE=offers` judges those.

    ASVS 15.4.4.
    """
    found = offers.bars(is_short=True, parts=(part,))
    judged = [bar for bar in found if not bar.limit.startswith("p99")]
    assert judged
    assert all(bar.passes for bar in judged), table(found)


@pytest.mark.browser
@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_no_keystroke_is_lost_in_each_way_of_being_interrupted():
    found = offers.bars(is_short=True, parts=("interruptions",))
    assert all(bar.passes for bar in found), table(found)


def test_keystroke_that_is_missing_is_counted():
    """The control: a key too few, and keys too few before a kill."""
    now = time.monotonic()
    typed = Typed([(key, now - 60) for key in "een woord"])
    assert typed.lost_from("een woord") == (0, 0)
    assert typed.lost_from("een word") == (1, 0)
    typed.kill()
    typed.keys += [(key, now) for key in " meer"]
    assert typed.lost_from("een woord meer") == (0, 0)
    assert typed.lost_from("een w meer") == (4, 0)


def test_keys_of_the_last_two_seconds_before_a_kill_are_told_apart():
    now = time.monotonic()
    typed = Typed([(key, now - 60) for key in "oud "] + [(key, now) for key in "nieuw"])
    typed.kill()
    assert typed.lost_from("oud") == (0, 5)


def test_slow_or_failed_save_is_seen():
    assert not Saves([50.0] * 90 + [500.0] * 10, [], [1.0]).bar("x", 100).passes
    assert not Saves([50.0] * 100, ["500"], [1.0]).bar("x", 100).passes
    assert Saves([50.0] * 100, [], [1.0]).bar("x", 100).passes
