"""The prizes of a contest or hackathon, and what may follow them: both are said beforehand."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from calls.forms.terms import TermsForm
from calls.models import Call, Phase
from portal.fields import read_euros
from portal.look.wording import euro_text

MOST_PRIZES = 20


class PrizesField(forms.CharField):
    """Amounts in euro including VAT, one on a line and none above the one before it."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.Textarea(attrs={"rows": 4, "class": "input-money"})
        super().__init__(widget=widget, max_length=600, **kwargs)

    def prepare_value(self, value: Any) -> Any:
        """Show what is stored as people write it."""
        if not isinstance(value, list):
            return value
        return "\n".join(euro_text(Decimal(each)).lstrip("€\u00a0") for each in value)

    def clean(self, value: Any) -> list[str]:
        lines = [line.strip() for line in super().clean(value).splitlines() if line.strip()]
        if len(lines) > MOST_PRIZES:
            raise forms.ValidationError(
                _("At most %(most)s prizes.") % {"most": MOST_PRIZES}, code="many"
            )
        amounts = [self._read(line) for line in lines]
        if amounts != sorted(amounts, reverse=True):
            raise forms.ValidationError(
                _("Write the highest prize first: no prize is above the one before it."),
                code="order",
            )
        return [str(amount.quantize(Decimal("0.01"))) for amount in amounts]

    def _read(self, line: str) -> Decimal:
        amount = read_euros(line)
        if amount is None or amount <= 0:
            raise forms.ValidationError(
                _("“%(line)s” is not an amount in euro, such as 10.000,00.") % {"line": line[:40]},
                code="amount",
            )
        return amount


class PrizesForm(TermsForm):
    """A list of prizes for each phase that gives them, and what may follow."""

    follow_up = forms.ChoiceField(
        label=gettext_lazy("What may follow the prizes?"),
        help_text=gettext_lazy(
            "Who takes part must know this beforehand. Without it no contract may follow."
        ),
        choices=Call.FollowUp.choices,
        widget=forms.RadioSelect,
    )

    def __init__(self, data: Any = None, *, call: Call) -> None:
        super().__init__(data, initial={"follow_up": call.follow_up})
        self.phases = list(call.phases.filter(outcome=Phase.Outcome.PRIZE))
        for phase in self.phases:
            self.fields[f"prizes_{phase.pk}"] = PrizesField(
                label=_("Prizes in euro including VAT, one on a line, the first prize first"),
                initial=phase.prizes,
            )

    def prizes(self) -> Iterator[tuple[Phase, BoundField]]:
        """Each phase with its field."""
        for phase in self.phases:
            yield phase, self[f"prizes_{phase.pk}"]

    def terms(self) -> dict[str, Any]:
        """The part of the terms that this page is about."""
        return {
            "follow_up": self.cleaned_data["follow_up"],
            "phases": [self._row(phase) for phase in self.phases],
        }

    def _row(self, phase: Phase) -> dict[str, Any]:
        prizes = self.cleaned_data[f"prizes_{phase.pk}"]
        return {"code": phase.code, "prizes": prizes, "planned_awards": len(prizes)}
