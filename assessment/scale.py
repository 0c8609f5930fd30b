"""What the values of a scale mean, for any scale that a call may choose."""

from dataclasses import dataclass
from fractions import Fraction

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from calls.models import Phase

# The upper end of each band, as a part of the scale: on 1-10 these are 4, 6, 8 and 10.
BANDS: tuple[tuple[Fraction, str | Promise], ...] = (
    (Fraction(1, 3), _("poor")),
    (Fraction(5, 9), _("adequate")),
    (Fraction(7, 9), _("good")),
    (Fraction(1), _("excellent")),
)


@dataclass(frozen=True)
class Anchor:
    """A word for the values from `lowest` to `highest`."""

    word: str | Promise
    lowest: int
    highest: int


def word_for(value: int, phase: Phase) -> str | Promise:
    """The word for one value on the scale of this phase."""
    part = Fraction(value - phase.scale_min, phase.scale_max - phase.scale_min)
    return next(word for end, word in BANDS if part <= end)


def anchors(phase: Phase) -> list[Anchor]:
    """The words of the scale, each with the values it covers; short scales skip some."""
    values = range(phase.scale_min, phase.scale_max + 1)
    found = []
    for _end, word in BANDS:
        covered = [value for value in values if word_for(value, phase) == word]
        if covered:
            found.append(Anchor(word, covered[0], covered[-1]))
    return found
