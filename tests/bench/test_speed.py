"""The bars of speed in their short form, and controls that show them failing."""

import pytest

from bench.bar import table
from bench.issues import speed
from bench.speed.measuring import Cost, exponent
from bench.speed.results import compared, picture


@pytest.mark.django_db(transaction=True)
def test_pages_ask_no_more_than_their_share_in_the_short_form() -> None:
    """Queries alone: other tests run beside this one, so `make bench` judges times."""
    found = speed.bars(is_short=True, parts=("pages",))
    queries = [bar for bar in found if bar.name.endswith("queries")]
    assert len(queries) > 8
    assert all(bar.passes for bar in queries), table(found)


def test_growth_is_the_slope_of_the_logarithms() -> None:
    sizes = [10, 1_000, 100_000]
    assert exponent(sizes, [3.0, 3.0, 3.0]) == pytest.approx(0)
    assert exponent(sizes, [1.0, 100.0, 10_000.0]) == pytest.approx(1)


def test_slow_page_and_a_growing_list_are_seen() -> None:
    """The control: over its limit a bar does not pass."""
    growing = speed._growth_bar("list of calls", [10, 1_000], [1.0, 2.0])
    assert not growing.passes
    assert speed._growth_bar("list of calls", [10, 1_000], [1.0, 1.1]).passes


def test_result_is_told_beside_the_committed_one(monkeypatch, tmp_path) -> None:
    last = tmp_path / "last.json"
    last.write_text('{"costs": [{"name": "home", "times": 2.0}]}')
    monkeypatch.setattr("bench.speed.results.COMMITTED", last)
    assert compared(Cost("home", 2.0, 1.0, 10, 1)) == "was 2.0 x"
    assert compared(Cost("home", 3.0, 1.0, 10, 1)).endswith("slower")
    assert compared(Cost("new", 3.0, 1.0, 10, 1)) == "no result before"
    assert ">home</text>" in picture([Cost("home", 2.0, 1.0, 10, 1)])
