"""What officers write when a decision changes after the letters."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from awards.amounts import amount_fault
from awards.models import Decision
from awards.revisions.models import LapsedAward
from portal.fields import EuroField

LONG = forms.Textarea(attrs={"rows": 5})


class ReinstateForm(forms.Form):
    """How much, what the applicant reads, and why."""

    amount = EuroField(label=_("Amount of the contract, including VAT"))
    reasons = forms.CharField(
        label=_("What the applicant reads in the new letter"), widget=LONG, max_length=5000
    )
    grounds = forms.CharField(
        label=_("Why this offer is awarded after all"),
        help_text=_("For the file; the applicant does not read this."),
        widget=LONG,
        max_length=5000,
    )

    def __init__(self, *args: Any, decision: Decision, **kwargs: Any) -> None:
        self.decision = decision
        kwargs.setdefault("initial", {"amount": decision.proposal.opened.price_incl_vat})
        super().__init__(*args, **kwargs)

    def clean_amount(self) -> Any:
        """At most what was offered."""
        amount = self.cleaned_data["amount"]
        if fault := amount_fault(self.decision, amount):
            raise forms.ValidationError(fault, code="amount")
        return amount


class LapseForm(forms.Form):
    """Why an award falls away."""

    ground = forms.ChoiceField(
        label=_("What happened"), choices=LapsedAward.Ground, widget=forms.RadioSelect
    )
    reasons = forms.CharField(
        label=_("Reasons; the company reads them"), widget=LONG, max_length=5000
    )

    def __init__(self, *args: Any, decision: Decision, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not decision.condition:
            field: Any = self.fields["ground"]
            field.choices = [LapsedAward.Ground.choices[0]]


class MetForm(forms.Form):
    """How it was seen that the condition is met."""

    remarks = forms.CharField(
        label=_("How you saw that it is met"),
        help_text=_("For example: the permit of 3 March, sent by the company."),
        widget=LONG,
        max_length=5000,
    )


class TurnDownForm(forms.Form):
    """Why not."""

    remarks = forms.CharField(label=_("Why you turn it down"), widget=LONG, max_length=5000)
