"""The steps of a funnel with what is lost between them: for the picture and the table beside it."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.utils.translation import gettext_lazy as _

from funnel.figures import STEPS, Funnel
from funnel.sankey import Loss, Step

STEP_LABELS = {
    "drafts": _("Drafts started"),
    "offers": _("Offers"),
    "admissible": _("Admissible"),
    "above_threshold": _("Above every threshold"),
    "awarded": _("Awarded"),
    "delivered": _("Delivered and accepted"),
    "invited": _("Invited to the next phase"),
}
LOSS_LABELS = {
    "lost_not_sent": _("Not sent"),
    "lost_withdrawn": _("Withdrawn"),
    "lost_inadmissible": _("Not admissible"),
    "lost_below_threshold": _("Below a threshold"),
    "lost_no_budget": _("Budget used up"),
    "lost_not_chosen": _("Not chosen"),
    "lost_fell_away": _("Award fell away"),
    "lost_ended_early": _("Contract ended early"),
}
UNDER_WAY = _("Still under way")
# At which step each reason takes its part.
LOST_AT = {
    "drafts": ("lost_not_sent", "lost_withdrawn"),
    "offers": ("lost_inadmissible",),
    "admissible": ("lost_below_threshold",),
    "above_threshold": ("lost_no_budget", "lost_not_chosen", "lost_fell_away"),
    "awarded": ("lost_ended_early",),
}
Read = Callable[[str], Any]


def steps_of(read: Read, *, begins: bool = False, suffix: str = "") -> list[Step]:
    """The known steps of one phase or of a selection; `read` gives a figure by its name.

    Losses at steps that are not known (nobody scored, so nobody was ranked) count at the last
    known step before. What neither left nor came further is still under way.
    """
    known = [name for name in STEPS[:-1] if read(name) is not None]
    steps = []
    for place, name in enumerate(known):
        following = known[place + 1] if place + 1 < len(known) else None
        reasons = [reason for step in _span(name, following) for reason in LOST_AT.get(step, ())]
        losses = [Loss(LOSS_LABELS[reason], read(reason) or 0) for reason in reasons]
        went_on = read(following) if following else 0
        rest = read(name) - went_on - sum(loss.count for loss in losses)
        if following and rest > 0:
            losses.append(Loss(UNDER_WAY, rest))
        label = f"{STEP_LABELS[name]}{suffix}" if place == 0 else STEP_LABELS[name]
        steps.append(Step(label, read(name), losses, begins=begins and place == 0))
    return steps


def steps_of_call(funnel: Funnel) -> list[Step]:
    """All phases of a call under each other, each with its name at its first step."""
    found: list[Step] = []
    for figures in funnel.phases:
        name = f", {figures.phase.name}"
        found += steps_of(partial(getattr, figures), begins=bool(found), suffix=name)
    return found


def _span(name: str, following: str | None) -> tuple[str, ...]:
    start = STEPS.index(name)
    return STEPS[start : STEPS.index(following)] if following else STEPS[start:]
