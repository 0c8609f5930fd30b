"""Contrast, and what one colour gives."""

import re
from pathlib import Path

import pytest
from django.conf import settings

from portal.theming import colours
from portal.theming.colours import Palette, contrast, nearest_passing, pairs, passes
from portal.theming.models import ACTION

CHOSEN = [
    ACTION, "#7a1f5c", "#ffffff", "#ffff00", "#00ffff", "#ff0000", "#00ff00", "#808080", "#f0b429",
    "#8bc34a", "#039be5", "#e17000", "#000000",
]  # fmt: skip


@pytest.mark.parametrize(
    ("one", "other", "ratio"),
    [("#000000", "#ffffff", 21.0), ("#777777", "#ffffff", 4.478), ("#ff0000", "#ffffff", 3.998),
     ("#154f8a", "#154f8a", 1.0)],
)  # fmt: skip
def test_contrast_is_as_wcag_defines_it(one: str, other: str, ratio: float) -> None:
    assert contrast(one, other) == contrast(other, one) == pytest.approx(ratio, abs=0.005)


@pytest.mark.parametrize("colour", CHOSEN)
def test_every_theme_can_be_read(colour: str) -> None:
    """REQ-27: whatever an authority wants, each pair of the colour it gets has enough contrast."""
    for pair in pairs(Palette(nearest_passing(colour))):
        assert pair.contrast >= pair.least, pair.label


@pytest.mark.parametrize("colour", ["#ffff00", "#8bc34a", "#777777"])
def test_a_colour_that_cannot_be_read_does_not_pass(colour: str) -> None:
    """The control: the test above has something to refuse."""
    assert not passes(colour)


@pytest.mark.parametrize("colour", CHOSEN)
def test_nearest_colour_is_no_darker_than_needed(colour: str) -> None:
    found = nearest_passing(colour)
    if found != colour:
        assert colours.contrast(found, colours.PAPER) < 6
    else:
        assert passes(colour)


def test_tokens_of_the_portal_are_the_ones_that_are_checked() -> None:
    """REQ-27: paper, ink, grey and the portal's own colour stand in one stylesheet."""
    text = (Path(settings.STATICFILES_DIRS[0]) / "css/tokens.css").read_text()
    tokens = dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{3,6});", text))
    assert tokens["paper"] == "#fff"
    assert tokens["ink"] == colours.INK
    assert tokens["grey-fill"] == colours.GREY_FILL
    assert tokens["action"] == ACTION
    for name in ("waits", "good", "bad", "grey-ink", "action-dark"):
        assert contrast(tokens[name], colours.PAPER) >= colours.TEXT, name
        assert contrast(tokens[name], tokens.get(f"{name}-tint", "#f6f4f1")) >= colours.TEXT, name
