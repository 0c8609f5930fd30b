"""What the letters of a phase must hold, and on what ground: law, or good practice."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from awards.models import DecisionSet
from calls.instruments.definition import Outcome
from calls.procedures import is_part_2


@dataclass(frozen=True)
class Ground:
    """Whether the law asks for it, where that stands, and the points that a letter holds."""

    is_statutory: bool
    source: str
    points: list[str]


def ground_of(decision_set: DecisionSet) -> Ground:
    """The ground of the letters of a phase. Under Part 2 that is article 55 and Aw 2.130."""
    phase = decision_set.phase
    if not is_part_2(phase.call):
        return Ground(False, _("Good practice; no law sets what these letters hold."), _practice())
    if phase.outcome == Outcome.SELECTION:
        points = [_("the reasons, for who does not go on")]
    else:
        points = [
            _("the reasons of the decision"),
            _("the names of the winners and what they scored higher on"),
            _("the standstill, with its last day"),
        ]
    source = _("Directive 2014/24/EU, article 55, and Aanbestedingswet 2012, article 2.130.")
    return Ground(True, source, points)


def _practice() -> list[str]:
    return [
        _("the own scores and the reasons, per criterion"),
        _("whether each threshold was met"),
        _("with whom and until when to talk about the decision"),
        _("no place in the ranking, and nothing about the offers of others"),
    ]
