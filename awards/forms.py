"""What officers, companies and buyers type, into clean values."""

from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from awards.amounts import amount_fault
from awards.models import Decision, Purchase, departs
from awards.selectors import delivered_prototypes
from awards.soundness import can_wait
from calls.instruments.definition import Buying
from calls.models import Call, Phase
from calls.procedures import grounds_of_buying
from portal.accounts.models import Membership, Organisation, User
from portal.fields import EuroField
from portal.files.fields import SoundFile

Outcome = Decision.Outcome
# What a deliverable may be, by the first bytes of the file: a PDF, or a ZIP (also of Office).


CONDITIONAL = "conditional"  # an award with a condition, as one choice among the others


class DecisionForm(forms.Form):
    """One offer: award, reserve or reject, how much, what is read, why the advice is left."""

    outcome = forms.ChoiceField(
        label=_("Decision"),
        choices=[(Outcome.AWARD, _("Award")), (Outcome.REJECT, _("Do not award"))],
        widget=forms.RadioSelect,
    )
    amount = EuroField(label=_("Amount of the contract, including VAT"), required=False)
    condition = forms.CharField(
        label=_("Condition of the award"),
        help_text=_("The contract can be signed once an officer wrote down that it is met."),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=2000,
        required=False,
    )
    condition_due_on = forms.DateField(
        label=_("Until when it can be met"),
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date", "class": "input-date"}),
        required=False,
    )
    reserve_place = forms.IntegerField(
        label=_("Place on the reserve list"), min_value=1, max_value=999, required=False
    )
    reasons = forms.CharField(
        label=_("What the applicant reads in the letter"),
        help_text=_(
            "The letter has the scores and the committee's reasons already. Add what is not said "
            "by them; needed when you depart from the advice."
        ),
        widget=forms.Textarea(attrs={"rows": 5}),
        max_length=5000,
        required=False,
    )
    deviation_reasons = forms.CharField(
        label=_("Why you depart from the advice"),
        help_text=_("For the file; the applicant does not read this."),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=5000,
        required=False,
    )

    def __init__(self, *args: Any, decision: Decision, **kwargs: Any) -> None:
        self.decision = decision
        kwargs.setdefault("initial", self._initial())
        super().__init__(*args, **kwargs)
        phase = decision.decision_set.phase
        if decision.advised == Outcome.EXCLUDE:
            for name in ("outcome", "amount", "deviation_reasons"):
                del self.fields[name]
        elif not decision.needs_money:
            del self.fields["amount"]
        if phase.gives_contracts and "outcome" in self.fields:
            self._offer_more()
        else:
            for name in ("condition", "condition_due_on", "reserve_place"):
                del self.fields[name]
        if "outcome" in self.fields and phase.outcome == Phase.Outcome.SELECTION:
            cast(forms.ChoiceField, self.fields["outcome"]).choices = [
                (Outcome.AWARD, _("Goes on to the next phase")),
                (Outcome.REJECT, _("Does not go on")),
            ]

    def _offer_more(self) -> None:
        """Where a contract follows: on a condition, and on the reserve list if it meets the bar."""
        field = cast(forms.ChoiceField, self.fields["outcome"])
        award, reject = list(cast(list[Any], field.choices))
        reserve = [(Outcome.RESERVE, _("On the reserve list"))] * can_wait(self.decision)
        field.choices = [award, (CONDITIONAL, _("Award on a condition")), *reserve, reject]
        if not reserve:
            del self.fields["reserve_place"]

    def _initial(self) -> dict[str, Any]:
        decision = self.decision
        return {
            "outcome": CONDITIONAL if decision.condition else decision.outcome,
            "condition": decision.condition,
            "condition_due_on": decision.condition_due_on,
            "reserve_place": decision.reserve_place,
            "amount": decision.amount_incl_vat or decision.proposal.opened.price_incl_vat or None,
            "reasons": decision.reasons,
            "deviation_reasons": decision.deviation_reasons,
        }

    def clean(self) -> dict[str, Any]:
        """All faults at once: amount of an award, both texts of a deviation."""
        data = super().clean() or {}
        data.setdefault("outcome", Outcome.EXCLUDE if "outcome" not in self.fields else "")
        self._settle_condition(data)
        has_place = data.get("reserve_place") or "reserve_place" in self.errors
        if data["outcome"] == Outcome.RESERVE and not has_place:
            self.add_error("reserve_place", _("Who is on the reserve list has a place on it."))
        if (
            data["outcome"] == Outcome.AWARD
            and self.decision.needs_money
            and "amount" not in self.errors
            and (fault := amount_fault(self.decision, data.get("amount")))
        ):
            self.add_error("amount", fault)
        if data["outcome"] and departs(self.decision.advised, data["outcome"]):
            for name in ("reasons", "deviation_reasons"):
                if not data.get(name):
                    self.add_error(name, _("You depart from the advice: say why."))
        return data

    def _settle_condition(self, data: dict[str, Any]) -> None:
        """An award on a condition is an award; what was typed for another choice is left out."""
        if data["outcome"] == CONDITIONAL:
            data["outcome"] = Outcome.AWARD
            for name in ("condition", "condition_due_on"):
                if not data.get(name) and name not in self.errors:
                    self.add_error(name, _("A condition says what must be met, and until when."))
        else:
            data |= {"condition": "", "condition_due_on": None}


class DeliverForm(forms.Form):
    """The file of one deliverable."""

    file = SoundFile(
        kinds=("pdf", "zip", "docx"),
        label=_("File"),
        help_text=_("A PDF, or a ZIP when there is more than one file. At most 100 MB."),
    )


class JudgeForm(forms.Form):
    """Accept, return with what is missing, or reject with the reasons."""

    verdict = forms.ChoiceField(
        label=_("Your judgement"),
        choices=[
            ("accept", _("Accept: it is what was agreed")),
            ("return", _("Return: something is missing")),
            ("reject", _("Reject: it is not what was agreed, and this is final")),
        ],
        widget=forms.RadioSelect,
    )
    remarks = forms.CharField(
        label=_("Remarks for the company"),
        help_text=_("Needed when you return or reject it: say what is missing, or why."),
        widget=forms.Textarea(attrs={"rows": 5}),
        max_length=5000,
        required=False,
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("verdict") == "return" and not data.get("remarks"):
            self.add_error("remarks", _("Say what is missing, so that it can be completed."))
        if data.get("verdict") == "reject" and not data.get("remarks"):
            self.add_error("remarks", _("State the reasons: the company reads them."))
        return data


GROUNDS = {
    "procurement_reference": Buying.PROCUREMENT,
    "measured_performance": Buying.AGREED,
}


class PurchaseForm(forms.ModelForm):
    """What an authority bought of which prototype, and by which procurement."""

    amount_excl_vat = EuroField(label=_("Amount, excluding VAT"))

    class Meta:
        model = Purchase
        fields = [
            "dossier", "buyer", "description", "procurement_reference", "measured_performance",
            "amount_excl_vat", "bought_on",
        ]  # fmt: skip
        labels = {"dossier": _("Solution"), "buyer": _("Authority that bought")}
        help_texts = {
            "procurement_reference": _(
                "Buying after an SBIR needs a procurement of its own; name it, such as a TenderNed "
                "number."
            ),
            "measured_performance": _(
                "In the unit of the minimum requirements. It may not be below what was agreed."
            ),
        }
        widgets = {
            "description": forms.TextInput(),
            "bought_on": forms.DateInput(
                format="%Y-%m-%d", attrs={"type": "date", "class": "input-date"}
            ),
        }

    def __init__(self, *args: Any, call: Call, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        grounds = grounds_of_buying(call)
        # A round may know both grounds; what then lacks for one solution is said on saving it.
        for name, ground in GROUNDS.items():
            if ground in grounds:
                fields[name].required = len(grounds) == 1
            else:
                del fields[name]
        fields["dossier"].queryset = delivered_prototypes(call)
        fields["dossier"].label_from_instance = lambda d: f"{d.lead} ({d.reference})"
        buyers = Organisation.objects.of(by).filter(
            kind=Organisation.Kind.AUTHORITY,
            memberships__user=by,
            memberships__role=Membership.Role.OFFICER,
        )
        fields["buyer"].queryset = buyers
        own = buyers.filter(pk=call.contracting_authority_id).first()
        fields["buyer"].initial = own or (buyers[0] if len(buyers) == 1 else None)


class ResultForm(forms.Form):
    """The words beside the facts on the public result page."""

    text = forms.CharField(
        label=_("Text on the result page"),
        help_text=_("Everybody can read this. You can use Markdown for headings, lists and links."),
        widget=forms.Textarea(attrs={"rows": 16}),
        max_length=20000,
    )
