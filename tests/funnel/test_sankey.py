"""The picture of a funnel: all that comes in goes on, leaves with a reason, or is under way."""

import re
from itertools import pairwise
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from funnel.sankey import BRANCH_X, STREAM, WIDTH, Loss, Step, picture
from funnel.steps import steps_of

KNOWN = {
    "drafts": 50, "offers": 32, "admissible": 30, "above_threshold": 20, "awarded": 10,
    "delivered": 9, "lost_not_sent": 15, "lost_withdrawn": 3, "lost_inadmissible": 2,
    "lost_below_threshold": 10, "lost_no_budget": 8, "lost_not_chosen": 1, "lost_fell_away": 1,
    "lost_ended_early": 0,
}  # fmt: skip


def steps(**values: Any) -> list[Step]:
    return steps_of((KNOWN | values).get)


def test_every_step_adds_up_to_the_next_and_its_losses() -> None:
    found = steps()
    assert [step.count for step in found] == [50, 32, 30, 20, 10, 9]
    for step, following in pairwise(found):
        assert step.count == following.count + sum(loss.count for loss in step.losses)


def test_who_is_neither_out_nor_further_is_under_way() -> None:
    lost = {str(loss.label): loss.count for loss in steps(delivered=4)[4].losses}
    assert list(lost.values()) == [0, 6]


def test_losses_of_a_step_that_nobody_made_count_at_the_one_before() -> None:
    """Where officers decide without scores there is no threshold."""
    found = steps(above_threshold=None, lost_below_threshold=None)
    assert [step.count for step in found] == [50, 32, 30, 10, 9]
    assert sum(loss.count for loss in found[2].losses) == 20


def test_picture_of_nothing_divides_by_nothing() -> None:
    assert picture([]).steps == []
    assert picture([Step("Offers", 0)]).steps[0].width == 2


@given(st.lists(st.integers(0, 10_000), min_size=1, max_size=6))
@settings(max_examples=25)
def test_picture_stays_within_its_frame(counts: list[int]) -> None:
    """Any numbers: no bar is wider than the stream, and nothing is drawn below the frame."""
    ordered = sorted(counts, reverse=True)
    rows = [
        Step("x", count, [Loss("y", count - following)])
        for count, following in zip(ordered, [*ordered[1:], 0], strict=True)
    ]
    drawn = picture(rows)
    for step in drawn.steps:
        assert step.width <= STREAM
        for branch in step.branches:
            points = [float(part) for part in re.findall(r"[\d.]+", branch.path)]
            assert max(points[0::2]) <= BRANCH_X < WIDTH
            assert max(points[1::2]) <= drawn.height
