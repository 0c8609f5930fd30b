"""The points of a checklist: the knock-outs that the call states, else those that hold always."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from calls.knock_outs import knock_outs_of
from calls.models import Phase

ALWAYS = (
    ("complete", _("The offer is complete.")),
    ("authorised", _("It was sent by somebody who may sign for the company.")),
    ("scope", _("It fits what the call asks for.")),
)


@dataclass(frozen=True)
class Point:
    """One line to check; `is_knock_out` when the call announced it as a ground for exclusion."""

    code: str
    text: str
    is_knock_out: bool


def points_of(phase: Phase) -> list[Point]:
    """What is checked of every offer in a phase, in this order."""
    stated = [Point(each.code, each.text, True) for each in knock_outs_of(phase)]
    known = {point.code for point in stated}
    return [*stated, *(Point(code, str(text), False) for code, text in ALWAYS if code not in known)]
