"""Another budget, or another number of places, for each pot."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.accounts.forms import PlainForm
from portal.fields import EuroField
from portal.look.wording import number_text


class LineForm(PlainForm):
    """One field for each pot; empty leaves that pot as it is."""

    def __init__(self, data: Any, *, budgets: Mapping[str, Decimal], needs_money: bool) -> None:
        super().__init__(data)
        self.budgets = budgets
        for pot, budget in budgets.items():
            name = f"pot_{pot}"
            if needs_money:
                label = _("Budget including VAT")
                self.fields[name] = EuroField(
                    label=f"{label}, {_('theme')} {pot}" if pot else label,
                    required=False,
                    initial=number_text(budget, 2),
                )
            else:
                label = _("Number of places")
                self.fields[name] = forms.IntegerField(
                    label=f"{label}, {_('theme')} {pot}" if pot else label,
                    required=False,
                    min_value=1,
                    max_value=10_000,
                    initial=int(budget),
                    widget=forms.NumberInput(attrs={"class": "input-number"}),
                )

    def chosen(self) -> dict[str, Decimal]:
        """The budgets with what was filled in."""
        return {
            pot: Decimal(value) if (value := self.cleaned_data.get(f"pot_{pot}")) else budget
            for pot, budget in self.budgets.items()
        }


class ReasonForm(PlainForm):
    """Why the line is moved."""

    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=2000,
        help_text=gettext_lazy("This stays on record, beside the ranking."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
