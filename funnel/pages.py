"""What the funnel's pages show: figures with their labels and links, ready to draw."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from calls.models import Call, Phase
from calls.phases import UNOPENED, window
from calls.selectors import STANDING_WORDS, Standing, standing_of
from funnel.figures import LOSSES, STAGES, ZERO, Conversion, Funnel, PhaseFigures, conversions
from funnel.selectors import grounds_of
from funnel.steps import LOSS_LABELS, STEP_LABELS

LABELS = STEP_LABELS | {
    "bought": _("Bought"),
    "awarded_incl_vat": _("Awarded, incl. VAT"),
    "success_rate": _("Awarded of all offers"),
}
# The columns of the portfolio that have nothing to show beside a sealed count of offers.
SEALED_COLUMNS = ("admissible", "awarded", "awarded_incl_vat", "delivered", "bought")
TIME_LABELS = {
    "open": _("Open for offers"),
    "sealed": _("From deadline to open vault"),
    "assessing": _("Assessment, from open vault to advice"),
    "deciding": _("From advice to decision"),
    "informing": _("From decision to letters"),
    "contracting": _("From letter to signed contract"),
    "delivering": _("From signed contract to accepted result"),
}


@dataclass(frozen=True)
class Part:
    """One conversion with both its numbers."""

    label: Any
    conversion: Conversion


@dataclass(frozen=True)
class PhaseView:
    """A phase on the page of one call."""

    figures: PhaseFigures
    parts: list[Part]
    losses: list[Part]
    grounds: list[Part]
    times: list[tuple[Any, Decimal, int]]
    money: list[tuple[Any, Decimal, str]]


@dataclass(frozen=True)
class PhaseStand:
    """Where a phase of offers stands, and how much of its money awards and contracts take.

    `committed` is None as long as the letters are not sent: nobody reads an award off these pages.
    """

    phase: Phase
    standing: Standing
    budget: Decimal
    committed: Decimal | None


@dataclass(frozen=True)
class CallStand:
    """The first thing that is asked about a call: where it stands, and how much is committed."""

    standing: Standing
    phases: list[PhaseStand]

    @property
    def budget(self) -> Decimal:
        return sum((each.budget for each in self.phases), ZERO)

    @property
    def committed(self) -> Decimal:
        return sum((each.committed or ZERO for each in self.phases), ZERO)


def stand_of(funnel: Funnel, now: datetime) -> CallStand:
    """Where a call and its phases stand by the clock, in the words of staff."""
    taking = [figures for figures in funnel.phases if figures.takes_offers]
    return CallStand(
        _standing_of_call(funnel.call, [figures.phase for figures in taking], now),
        [
            PhaseStand(
                figures.phase,
                _standing_of_phase(figures.phase, now),
                figures.budget_incl_vat or ZERO,
                figures.committed_incl_vat,
            )
            for figures in taking
        ],
    )


def _standing_of_call(call: Call, phases: list[Phase], now: datetime) -> Standing:
    if call.state != Call.State.PUBLISHED:
        return Standing(str(call.state), call.get_state_display())
    state = standing_of(call, phases, now)
    return Standing(state, str(STANDING_WORDS[state]))


def _standing_of_phase(phase: Phase, now: datetime) -> Standing:
    state = Phase.State(window(phase, now) if phase.state in UNOPENED else phase.state)
    return Standing(state.value, str(state.label))


def stages_of(funnel: Funnel) -> list[dict[str, Any]]:
    """The known stages of all phases in order, for the picture and its table."""
    stages = []
    for figures in funnel.phases:
        phase = figures.phase.name
        for stage in STAGES:
            count = getattr(figures, stage)
            if count is not None:
                stages.append(
                    {
                        "label": _label(stage, phase),
                        "note": phase,
                        "count": count,
                        "amount": _amount(figures, stage),
                        "url": _drill_url(funnel, figures, stage),
                    }
                )
        if figures.bought is not None:
            stages.append(
                {
                    "label": LABELS["bought"],
                    "note": phase,
                    "count": figures.bought,
                    "amount": None,
                    "url": "",
                }
            )
    return stages


def _label(stage: str, phase: str) -> Any:
    """The picture has no notes: where a phase begins, its name stands in the label."""
    return f"{LABELS[stage]}, {phase}" if stage == STAGES[0] else LABELS[stage]


def phase_views(funnel: Funnel) -> list[PhaseView]:
    """Conversions, reasons, time and money per phase; nothing for what is not known yet."""
    grounds = grounds_of(funnel.call)
    return [
        PhaseView(
            figures=figures,
            parts=[Part(LABELS[code], part) for code, part in conversions(figures).items()],
            losses=_losses(figures),
            grounds=[
                Part(text, Conversion(count, figures.lost_inadmissible or 0))
                for text, count in grounds[figures.phase.pk]
            ],
            times=[(TIME_LABELS[time.code], time.days, time.count) for time in figures.times],
            money=_money(figures),
        )
        for figures in funnel.phases
    ]


def _losses(figures: PhaseFigures) -> list[Part]:
    """Why offers of a phase went no further, each as a part of the drafts started."""
    known = [(name, getattr(figures, name)) for name in LOSSES]
    started = figures.drafts or 0
    return [
        Part(LOSS_LABELS[name], Conversion(count, started))
        for name, count in known
        if count is not None
    ]


def _money(figures: PhaseFigures) -> list[tuple[Any, Decimal, str]]:
    rows = [
        (_("Budget"), figures.budget_incl_vat or None, "incl"),
        (_("Asked in all offers"), figures.asked_incl_vat, "incl"),
        (_("Awarded"), figures.awarded_incl_vat, "incl"),
        (_("Committed"), figures.committed_incl_vat, "incl"),
        (_("Paid for accepted deliverables"), figures.paid_incl_vat, "incl"),
        (_("Bought"), figures.bought_excl_vat, "excl"),
    ]
    return [(label, amount, basis) for label, amount, basis in rows if amount is not None]


def _amount(figures: PhaseFigures, stage: str) -> Decimal | None:
    return {"offers": figures.asked_incl_vat, "awarded": figures.awarded_incl_vat}.get(stage)


def _drill_url(funnel: Funnel, figures: PhaseFigures, stage: str) -> str:
    return reverse("funnel:offers", args=[funnel.call.reference, figures.code, stage])
