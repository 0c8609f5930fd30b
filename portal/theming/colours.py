"""The arithmetic of colours: contrast by WCAG 2.2 (1.4.3, 1.4.11), and what one colour gives.

An authority chooses one colour. The portal makes the darker one (under the pointer) and the tint
(behind rows) of it, and takes no colour with which a page could not be read.
"""

import re
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

PAPER, INK, GREY_FILL = "#ffffff", "#16243d", "#f6f4f1"  # as static/css/tokens.css has them
TEXT, SHAPE = 4.5, 3.0  # least contrast of text, and of what is no text
DARKER, TINT = 0.72, 0.08
STEP = 0.01
HEX = re.compile(r"#[0-9a-f]{6}")

Parts = tuple[float, float, float]


@dataclass(frozen=True)
class Palette:
    """The colours that a theme sets, each as #rrggbb."""

    action: str

    @property
    def dark(self) -> str:
        """For what the pointer is on."""
        return _written(tuple(part * DARKER for part in _read(self.action)))

    @property
    def tint(self) -> str:
        """Behind what is chosen."""
        return mixed(self.action, PAPER, TINT)


@dataclass(frozen=True)
class Pair:
    """Two colours that stand on each other somewhere, and how far apart they must be."""

    label: Any
    front: str
    back: str
    least: float

    @property
    def contrast(self) -> float:
        return contrast(self.front, self.back)

    @property
    def passes(self) -> bool:
        return self.contrast >= self.least


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two colours, from 1 to 21."""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def pairs(palette: Palette) -> list[Pair]:
    """Every pair that the stylesheets make with these colours."""
    return [
        Pair(_("links and headings on paper"), palette.action, PAPER, TEXT),
        Pair(_("white letters on a button"), PAPER, palette.action, TEXT),
        Pair(_("links on a grey part"), palette.action, GREY_FILL, TEXT),
        Pair(_("links on a tinted part"), palette.action, palette.tint, TEXT),
        Pair(_("ink on a tinted part"), INK, palette.tint, TEXT),
        Pair(_("white letters on a button under the pointer"), PAPER, palette.dark, TEXT),
        Pair(_("the ring around what has the focus, on paper"), palette.action, PAPER, SHAPE),
        Pair(_("the ring around what has the focus, on grey"), palette.action, GREY_FILL, SHAPE),
    ]


def passes(action: str) -> bool:
    """Whether every pair that comes of this colour can be read."""
    return all(pair.passes for pair in pairs(Palette(action)))


def nearest_passing(action: str) -> str:
    """The colour itself, or as little darker as is needed to be read."""
    share = 1.0
    while not passes(found := mixed(action, "#000000", share)):
        share -= STEP
    return found


def mixed(front: str, back: str, share: float) -> str:
    """So much of the one colour, the rest of the other."""
    both = zip(_read(front), _read(back), strict=True)
    return _written(tuple(one * share + other * (1 - share) for one, other in both))


def rgb(colour: str) -> str:
    """As Bootstrap's variables want it: three numbers."""
    return ", ".join(str(round(part)) for part in _read(colour))


def _read(colour: str) -> Parts:
    red, green, blue = (int(colour[place : place + 2], 16) for place in (1, 3, 5))
    return red, green, blue


def _written(parts: tuple[float, ...]) -> str:
    return "#" + "".join(f"{round(part):02x}" for part in parts)


def _luminance(colour: str) -> float:
    red, green, blue = (_linear(part / 255) for part in _read(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
