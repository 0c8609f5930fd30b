"""The terms of one phase, written on its rows: money, dates, scale, criteria, form."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from calls import knock_outs
from calls.form_schema import check_form
from calls.instruments import instrument_of
from calls.models import Criterion, Phase, Pot, Theme

PHASE_TERMS = (
    "opens_at", "closes_at", "questions_until", "answers_by", "cap_incl_vat", "planned_awards",
    "scale_min", "scale_max", "budget_walk", "reduces", "total_threshold", "tie_break",
    "knock_outs", "form", "limits", "carried_percent", "pitch_minutes", "question_minutes",
    "prizes", "counting", "tells_rank", "decision_days",
)  # fmt: skip


def write_phase(phase: Phase, given: Mapping[str, Any]) -> None:
    """Write what is given on one phase, its budgets and criteria; raises ValidationError."""
    if (
        given.get("reduces")
        and not instrument_of(phase.call.instrument).phase(phase.code).may_reduce
    ):
        raise ValidationError(_("This instrument does not let fewer parties go on."))
    for name in PHASE_TERMS:
        if name in given:
            setattr(phase, name, given[name])
    if "form" in given:
        check_form(phase.form)
    if "budget_incl_vat" in given or "cap_incl_vat" in given:
        phase.money_to_check = False
    if "knock_outs" in given:
        knock_outs.check(phase.knock_outs)
    phase.full_clean()
    phase.save()
    if "budget_incl_vat" in given:
        _write_pots(phase, {None: given["budget_incl_vat"]})
    if "pots" in given:
        themes = {theme.code: theme for theme in phase.call.themes.all()}
        _write_pots(phase, {themes[code]: sum_ for code, sum_ in given["pots"].items()})
    if "criteria" in given:
        write_criteria(phase, given["criteria"])


def _write_pots(phase: Phase, budgets: Mapping[Theme | None, Decimal | None]) -> None:
    """One budget for the phase, or one for each theme; what is not known yet has no row."""
    phase.pots.all().delete()
    for theme, budget in budgets.items():
        if budget is not None:
            pot = Pot(phase=phase, theme=theme, budget_incl_vat=budget)
            pot.full_clean()
            pot.save()


def write_criteria(phase: Phase, criteria: Iterable[Mapping[str, Any]]) -> None:
    """Let these be the criteria, in this order; raises ValidationError."""
    phase.criteria.all().delete()
    for order, given in enumerate(criteria):
        criterion = Criterion(
            phase=phase,
            order=order,
            code=given["code"],
            name=given["name"],
            name_en=given.get("name_en", ""),
            guidance=given.get("guidance", ""),
            weight=given["weight"],
            threshold=given.get("threshold"),
            is_price=given.get("is_price", False),
        )
        criterion.full_clean()
        criterion.save()
