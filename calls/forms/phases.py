"""The phases of a call: their money and dates together."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from calls.forms.terms import TermsForm
from calls.instruments import instrument_of
from calls.models import Call, Phase, Theme
from portal.fields import DraftForm, EuroField, MomentField

AWARDS_EXPECTED = {
    Phase.Outcome.CONTRACT: gettext_lazy("Contracts expected"),
    Phase.Outcome.SELECTION: gettext_lazy("How many are selected at most"),
    Phase.Outcome.PLACE: gettext_lazy("Places in the programme"),
    Phase.Outcome.PRIZE: gettext_lazy("Prizes"),
    Phase.Outcome.NONE: gettext_lazy("Awards expected"),
}


class PhaseForm(DraftForm):
    """Money and dates of one phase. What is not known yet stays open; the checklist tells it."""

    themes: list[Theme] = []

    code = forms.CharField(widget=forms.HiddenInput)
    opens_at = MomentField(label=gettext_lazy("Opens"))
    closes_at = MomentField(
        label=gettext_lazy("Closes"),
        help_text=gettext_lazy("Offers received before this moment are in time."),
    )
    questions_until = MomentField(
        label=gettext_lazy("Questions until"),
        help_text=gettext_lazy("Empty: as long before closing as the instrument says."),
        required=False,
    )
    answers_by = MomentField(
        label=gettext_lazy("Answers no later than"),
        help_text=gettext_lazy("Empty: as long before closing as the instrument says."),
        required=False,
    )
    decision_days = forms.IntegerField(
        label=gettext_lazy("Days from deadline to result"),
        help_text=gettext_lazy(
            "Applicants see the day on which the result is expected. Committee and officers are "
            "reminded by it. Empty: nothing is planned."
        ),
        min_value=1,
        max_value=730,
        required=False,
        widget=forms.NumberInput(attrs={"class": "input-number"}),
    )
    budget_incl_vat = EuroField(label=gettext_lazy("Budget, including VAT"))
    cap_incl_vat = EuroField(label=gettext_lazy("Maximum per offer, including VAT"))
    planned_awards = forms.IntegerField(
        label=gettext_lazy("Contracts expected"),
        min_value=1,
        max_value=1000,
        widget=forms.NumberInput(attrs={"class": "input-number"}),
    )
    reduces = forms.BooleanField(
        label=gettext_lazy("After this phase we may go on with fewer parties"),
        help_text=gettext_lazy(
            "Only what the call announces may be done. Say in the texts on which criteria."
        ),
        required=False,
    )

    def fit(self, phase: Phase) -> None:
        """Ask of this phase what it states: no money where an award costs none, and so on."""
        self.phase = phase
        stated = instrument_of(phase.call.instrument).phase(phase.code)
        absent = [
            ("budget_incl_vat", phase.needs_money),
            ("cap_incl_vat", phase.asks_price),
            ("planned_awards", phase.is_scored and phase.outcome != Phase.Outcome.PRIZE),
            ("reduces", stated.may_reduce),
        ]
        for name, is_asked in absent:
            if not is_asked:
                del self.fields[name]
        if "cap_incl_vat" in self.fields:
            self.fields["cap_incl_vat"].required = phase.needs_money
        if "planned_awards" in self.fields:
            self.fields["planned_awards"].label = AWARDS_EXPECTED[Phase.Outcome(phase.outcome)]

    def ask_per_theme(self, themes: list[Theme]) -> None:
        """With themes each of them has a budget, instead of one for the whole phase."""
        self.themes = themes
        if themes:
            self.fields.pop("budget_incl_vat", None)
        for theme in themes:
            self.fields[_pot_name(theme.code)] = EuroField(
                label=_("Budget of theme %(theme)s, including VAT") % {"theme": theme}
            )
        names = [_pot_name(theme.code) for theme in themes] or ["budget_incl_vat"]
        self.order_fields(["code", "opens_at", "closes_at", *names])

    def budgets(self) -> list[BoundField]:
        """The inputs for money, in their order."""
        names = [_pot_name(theme.code) for theme in self.themes] or ["budget_incl_vat"]
        return [self[name] for name in names if name in self.fields]

    def clean(self) -> dict[str, Any]:
        """A phase opens before it closes, and its cap fits in each budget."""
        cleaned = super().clean() or self.cleaned_data
        opens, closes = cleaned.get("opens_at"), cleaned.get("closes_at")
        if opens and closes and opens >= closes:
            self.add_error("closes_at", _("A phase opens before it closes."))
        self._check_questions(cleaned, closes)
        cap = cleaned.get("cap_incl_vat")
        budgets = [cleaned.get(bound.name) for bound in self.budgets()]
        if cap and any(budget and cap > budget for budget in budgets):
            self.add_error("cap_incl_vat", _("The maximum per offer is above the budget."))
        return cleaned

    def terms(self) -> dict[str, Any]:
        """Money and dates as the call keeps them; what was left empty is None."""
        row = {name: self.cleaned_data.get(name) for name in self.fields}
        for name in ("planned_awards", "decision_days"):
            if name in row:
                row[name] = row[name] or 0
        if self.themes:
            row["pots"] = {theme.code: row.pop(_pot_name(theme.code)) for theme in self.themes}
        return row

    def _check_questions(self, cleaned: dict[str, Any], closes: datetime | None) -> None:
        """Questions, then answers, then the deadline; what is left empty follows from that."""
        until, answers = cleaned.get("questions_until"), cleaned.get("answers_by")
        if until and closes and until >= closes:
            self.add_error("questions_until", _("Questions end before the deadline for offers."))
        if answers and closes and answers >= closes:
            self.add_error("answers_by", _("Answers come before the deadline for offers."))
        if until and answers and answers <= until:
            self.add_error("answers_by", _("Answers come after the last question."))


class BasePhases(forms.BaseFormSet):
    """The phases of one call in their order."""

    def clean(self) -> None:
        """A phase opens when the one before it has closed."""
        previous: Any = None
        for form in self.forms:
            cleaned = getattr(form, "cleaned_data", {})
            opens = cleaned.get("opens_at")
            if opens and previous and opens < previous:
                form.add_error("opens_at", _("This phase opens before the one before it closes."))
            previous = cleaned.get("closes_at") or previous


PhaseFormSet = forms.formset_factory(PhaseForm, formset=BasePhases, extra=0)


class PhasesForm(TermsForm):
    """All phases that take offers, saved as one."""

    def __init__(self, data: Any = None, *, call: Call) -> None:
        super().__init__(data)
        self.phases = [phase for phase in call.phases.all() if phase.takes_offers]
        themes = list(call.themes.all())
        self.formset = PhaseFormSet(
            _counted(data, len(self.phases)),
            prefix="phases",
            initial=[_initial(phase) for phase in self.phases],
        )
        for form, phase in zip(self.formset.forms, self.phases, strict=True):
            phase.call = call
            form.fit(phase)
            form.ask_per_theme(themes if phase.needs_money else [])

    @classmethod
    def of(cls, call: Call, data: Any = None) -> "PhasesForm":
        """The form with what the call says now."""
        return cls(data, call=call)

    def is_valid(self) -> bool:
        """Both are asked, so that all errors are there at once."""
        return all([super().is_valid(), self.formset.is_valid()])

    def terms(self) -> dict[str, Any]:
        """The phases as rows; the codes are ours, not the browser's."""
        return {
            "phases": [
                {**form.terms(), "code": phase.code}
                for form, phase in zip(self.formset.forms, self.phases, strict=True)
            ]
        }


def _pot_name(theme: str) -> str:
    return f"budget_of_{theme}"


def _counted(data: Any, count: int) -> Any:
    """The phases are the instrument's: how many there are is not for the browser to say."""
    if data is None:
        return None
    data = data.copy()
    data["phases-TOTAL_FORMS"] = data["phases-INITIAL_FORMS"] = str(count)
    return data


def _initial(phase: Phase) -> dict[str, Any]:
    rows = list(phase.pots.select_related("theme"))
    pots = [pot.budget_incl_vat for pot in rows]
    return {
        **{_pot_name(pot.theme.code): pot.budget_incl_vat for pot in rows if pot.theme},
        "code": phase.code,
        "opens_at": phase.opens_at,
        "closes_at": phase.closes_at,
        "questions_until": phase.questions_until,
        "answers_by": phase.answers_by,
        "budget_incl_vat": sum(pots, Decimal(0)) if pots else None,
        "cap_incl_vat": phase.cap_incl_vat,
        "decision_days": phase.decision_days or None,
        "planned_awards": phase.planned_awards or None,
        "reduces": phase.reduces,
    }
