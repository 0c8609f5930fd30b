"""The score of the round before, where it counts in this one: a pitch after a desk ranking.

It enters the ranking as one more rule beside the criteria, with a weight that makes it the stated
percentage of the whole. It is exact, and brought to the scale of this round where that differs.
"""

from collections.abc import Mapping, Sequence
from fractions import Fraction

from assessment.models import RankingRow
from assessment.ranking import Rule
from calls.models import Phase

CODE = "earlier-round"  # in the frozen rules and scores


def with_carried(rules: Sequence[Rule], phase: Phase) -> list[Rule]:
    """The rules, and the carried one where the phase has it; whole weights in the same ratio.

    Own weights w of sum W and a carried share c: the own ones become w(100-c), the carried Wc.
    """
    share = phase.carried_percent
    if not share:
        return list(rules)
    own = [Rule(rule.code, rule.weight * (100 - share), rule.threshold) for rule in rules]
    return [*own, Rule(CODE, sum(rule.weight for rule in rules) * share)]


def scores_of(phase: Phase) -> Mapping[int, dict[str, Fraction]]:
    """What each dossier carries along, by its id; empty where nothing is carried."""
    if not phase.carried_percent:
        return {}
    before = (
        Phase.objects.filter(call=phase.call_id, order__lt=phase.order).order_by("order").last()
    )
    if before is None:
        return {}
    rows = RankingRow.objects.filter(ranking__committee__phase=before)
    return {
        dossier: {CODE: on_scale(Fraction(total), of=scale(before), to=scale(phase))}
        for dossier, total in rows.values_list("proposal__dossier", "total")
    }


def scale(phase: Phase) -> tuple[int, int]:
    """The lowest and the highest score."""
    return phase.scale_min, phase.scale_max


def on_scale(score: Fraction, *, of: tuple[int, int], to: tuple[int, int]) -> Fraction:
    """The same place between lowest and highest on another scale."""
    return to[0] + (score - of[0]) * Fraction(to[1] - to[0], of[1] - of[0])
