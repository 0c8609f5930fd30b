"""What the funnel's pages show: figures with their labels and links, ready to draw."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from funnel.figures import LOSSES, STAGES, Conversion, Funnel, PhaseFigures, conversions
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
        (_("Paid for accepted deliverables"), figures.paid_incl_vat, "incl"),
        (_("Bought"), figures.bought_excl_vat, "excl"),
    ]
    return [(label, amount, basis) for label, amount, basis in rows if amount is not None]


def _amount(figures: PhaseFigures, stage: str) -> Decimal | None:
    return {"offers": figures.asked_incl_vat, "awarded": figures.awarded_incl_vat}.get(stage)


def _drill_url(funnel: Funnel, figures: PhaseFigures, stage: str) -> str:
    return reverse("funnel:offers", args=[funnel.call.reference, figures.code, stage])
