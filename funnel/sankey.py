"""The geometry of the picture of a funnel: a stream that goes down and loses parts to the right.

Plain numbers, no database and no words: the width of the stream is the number that goes on, each
branch to the right is as thick as what left there, so that all of it adds up to the eye too.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

WIDTH = 560
STREAM = 220  # the width of the stream at its widest
BRANCH_X = 300  # where branches end and their words begin
BAR = 16
LABEL = 26  # room for the words above a bar
GAP = 22  # between branches, so that their words never touch
LEAST_FLOW = 26  # between a bar and the next words


@dataclass(frozen=True)
class Loss:
    """What left at a step."""

    label: Any
    count: int


@dataclass(frozen=True)
class Step:
    """One step with how many came this far, and what of these went no further.

    A step that `begins` starts a new stream: the offers of a next phase are made anew.
    """

    label: Any
    count: int
    losses: Sequence[Loss] = ()
    begins: bool = False


@dataclass(frozen=True)
class Branch:
    """A loss as drawn: its band and where its words stand."""

    loss: Loss
    path: str
    y_text: float


@dataclass(frozen=True)
class Drawn:
    """A step as drawn: its bar, the stream to the next step, and the branches."""

    step: Step
    y_label: float
    y_bar: float
    width: float
    stream: str
    branches: list[Branch]


@dataclass(frozen=True)
class Picture:
    """The whole drawing, in units of its view box."""

    steps: list[Drawn]
    height: float
    width: int = WIDTH
    bar: int = BAR
    text_x: int = BRANCH_X + 10


def picture(steps: Sequence[Step]) -> Picture:
    """Draw these steps from top to bottom; without any offer every bar is a thin line."""
    unit = STREAM / (max((step.count for step in steps), default=0) or 1)
    drawn, top = [], 0.0
    for place, step in enumerate(steps):
        following = steps[place + 1] if place + 1 < len(steps) else None
        bottom = top + LABEL + BAR
        losses = [loss for loss in step.losses if loss.count]
        branches = list(_branches(step, losses, bottom, unit))
        flow = max(LEAST_FLOW, _room(losses, unit)) if following or losses else 0
        drawn.append(
            Drawn(
                step=step,
                y_label=top + LABEL - 7,
                y_bar=top + LABEL,
                width=_width(step.count, unit),
                stream=_stream(following, bottom, bottom + flow + LABEL, unit),
                branches=branches,
            )
        )
        top = bottom + flow
    return Picture(drawn, height=round(top + 4, 1))


def _branches(step: Step, losses: list[Loss], bottom: float, unit: float) -> Iterator[Branch]:
    """From the right edge of the bar inwards, and from top to bottom: so no band crosses another.

    What is in no loss goes on or is still under way; it stays at the left.
    """
    right, y = _width(step.count, unit), bottom + 8
    for loss in losses:
        thick = max(1.0, loss.count * unit)
        left = max(0.0, right - thick)
        low = y + thick
        yield Branch(
            loss=loss,
            path=(
                f"M{right:.1f},{bottom:.1f} Q{right:.1f},{y:.1f} {BRANCH_X},{y:.1f} "
                f"L{BRANCH_X},{low:.1f} Q{left:.1f},{low:.1f} {left:.1f},{bottom:.1f} Z"
            ),
            y_text=round(y + thick / 2 + 5, 1),
        )
        right, y = left, low + GAP


def _room(losses: list[Loss], unit: float) -> float:
    return 8 + sum(max(1.0, loss.count * unit) + GAP for loss in losses)


def _stream(following: Step | None, top: float, bottom: float, unit: float) -> str:
    if following is None or following.begins or not following.count:
        return ""
    width = _width(following.count, unit)
    return f"0,{top:.1f} {width:.1f},{top:.1f} {width:.1f},{bottom:.1f} 0,{bottom:.1f}"


def _width(count: int, unit: float) -> float:
    return round(max(2.0, count * unit), 1)
