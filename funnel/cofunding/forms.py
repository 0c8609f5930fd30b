"""What people type: a round, a request, a decision, a payment, a report."""

from typing import Any, cast

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from calls.instruments import instrument_of
from calls.models import Call
from funnel.cofunding.models import FundingDecision, FundingRound
from funnel.cofunding.permissions import funders_of
from funnel.cofunding.selectors import askable_calls
from portal.accounts.models import User
from portal.fields import DraftForm, EuroField, MomentField
from portal.files.fields import SoundFile

INSTRUMENTS = ("sbir", "innovation_partnership")  # in which research is paid for, phase by phase
Outcome = FundingDecision.Outcome
DATE = {"type": "date", "class": "input-date"}


class RoundForm(forms.ModelForm):
    """The rules of a round; they are fixed once it is published."""

    pot_incl_vat = EuroField(label=_("Pot, including VAT"))
    rate = forms.DecimalField(
        label=_("Share of the cost that is paid, in percent"),
        min_value=0,
        max_value=100,
        max_digits=5,
        decimal_places=2,
        localize=True,
    )
    cap_incl_vat = EuroField(label=_("Maximum per project, including VAT"))
    opens_at = MomentField(label=_("Opens"))
    closes_at = MomentField(
        label=_("Closes"), help_text=_("What counts is receipt before this moment.")
    )
    instruments = forms.MultipleChoiceField(
        label=_("For which instruments"), widget=forms.CheckboxSelectMultiple
    )

    class Meta:
        model = FundingRound
        fields = [
            "title", "funder", "pot_incl_vat", "rate", "cap_incl_vat", "opens_at", "closes_at",
            "goal_min_projects", "instruments", "explanation",
        ]  # fmt: skip
        labels = {
            "title": _("Title"),
            "funder": _("Who pays"),
            "goal_min_projects": _("Projects wanted, at least"),
            "explanation": _("What a request must tell"),
        }
        widgets = {"explanation": forms.Textarea(attrs={"rows": 6})}

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["funder"].queryset = funders_of(by)
        fields["explanation"].required = True
        fields["instruments"].choices = [
            (code, capfirst(str(instrument_of(code).name))) for code in INSTRUMENTS
        ]

    def clean(self) -> dict[str, Any]:
        """The year of a round is that of its opening."""
        data = super().clean() or {}
        if opens_at := data.get("opens_at"):
            self.instance.year = opens_at.year
        return data


class BeginForm(forms.Form):
    """For which call an authority asks."""

    call = forms.ModelChoiceField(
        Call.objects.none(), label=_("Call"), to_field_name="reference", empty_label=None
    )

    def __init__(self, *args: Any, round_: FundingRound, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = cast(forms.ModelChoiceField, self.fields["call"])
        field.queryset = askable_calls(round_, by)


class RequestForm(DraftForm):
    """A request as it is written; an empty field is told before sending."""

    eligible_incl_vat = EuroField(
        label=_("What the contracts may cost, including VAT"),
        help_text=_(
            "The contract sums of phases 1 and 2 together: research and development only. Your own "
            "hours and the guidance of the call do not count. We proposed the phase budgets."
        ),
        required=False,
    )
    own_incl_vat = EuroField(
        label=_("Your own contribution, including VAT"),
        help_text=_("What your organisation itself pays of these contracts."),
        required=False,
    )
    obstacle = forms.CharField(
        label=_("What stands in the way of your public task"),
        max_length=5000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    no_solution = forms.CharField(
        label=_("Why nothing on sale solves it"),
        help_text=_("Tell what you looked at, such as a market consultation."),
        max_length=5000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 6}),
    )


class DecideForm(forms.Form):
    """Grant what the formula gives, or refuse and say why."""

    outcome = forms.ChoiceField(
        label=_("Proposal"),
        choices=[(each.value, each.label) for each in (Outcome.GRANT, Outcome.REFUSE)],
        widget=forms.RadioSelect,
    )
    reasons = forms.CharField(
        label=_("Reasons"),
        help_text=_("The authority reads them in the letter. A refusal cannot do without."),
        required=False,
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 6}),
    )

    def clean(self) -> dict[str, Any]:
        """A refusal has reasons."""
        data = super().clean() or {}
        is_refusal = data.get("outcome") == Outcome.REFUSE
        if is_refusal and not (data.get("reasons") or "").strip():
            self.add_error("reasons", _("State the reasons: the authority reads them."))
        return data


class LowerForm(forms.Form):
    """What a grant becomes, and why."""

    amount = EuroField(
        or_zero=True,
        label=_("New amount, including VAT"),
        help_text=_("Zero takes all of it back. What was paid above it, the authority pays back."),
    )
    reasons = forms.CharField(
        label=_("Reasons"),
        help_text=_("The authority reads them in the letter. Name what changed and the article."),
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 6}),
    )


class PaymentForm(forms.Form):
    """What was paid or came back, and when."""

    amount = EuroField(label=_("Amount paid"))
    paid_on = forms.DateField(
        label=_("Paid on"), widget=forms.DateInput(format="%Y-%m-%d", attrs=DATE)
    )


class AskReportForm(forms.Form):
    """By when the authority reports."""

    due_on = forms.DateField(
        label=_("Report due on"), widget=forms.DateInput(format="%Y-%m-%d", attrs=DATE)
    )


class SendBackForm(AskReportForm):
    """What is missing in a report, and by when it is asked again."""

    remarks = forms.CharField(
        label=_("What is missing"),
        help_text=_("The authority reads this with its report."),
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    field_order = ["remarks", "due_on"]


class ReportForm(forms.Form):
    """A report as a text, a file, or both."""

    text = forms.CharField(
        label=_("Report"),
        help_text=_("What was made, what it cost, and what you learned."),
        required=False,
        max_length=20000,
        widget=forms.Textarea(attrs={"rows": 12}),
    )
    file = SoundFile(kinds=("pdf", "docx", "odt", "xlsx"), label=_("Or a file"), required=False)
