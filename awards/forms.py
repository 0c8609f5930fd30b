"""What officers, companies and buyers type, into clean values."""

from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from awards.amounts import amount_fault
from awards.models import Decision, Purchase
from awards.selectors import delivered_prototypes
from calls.instruments.definition import Buying
from calls.models import Call, Phase
from calls.procedures import grounds_of_buying
from portal.accounts.models import Membership, Organisation, User
from portal.fields import EuroField
from portal.files.uploads import EncryptedUpload

Outcome = Decision.Outcome
# What a deliverable may be, by the first bytes of the file: a PDF, or a ZIP (also of Office).
FILE_HEADS = (b"%PDF-", b"PK\x03\x04")


class DecisionForm(forms.Form):
    """One offer: award or reject, how much, what the applicant reads, why the advice is left."""

    outcome = forms.ChoiceField(
        label=_("Decision"),
        choices=[(Outcome.AWARD, _("Award")), (Outcome.REJECT, _("Do not award"))],
        widget=forms.RadioSelect,
    )
    amount = EuroField(label=_("Amount of the contract, including VAT"), required=False)
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
        if "outcome" in self.fields and phase.outcome == Phase.Outcome.SELECTION:
            cast(forms.ChoiceField, self.fields["outcome"]).choices = [
                (Outcome.AWARD, _("Goes on to the next phase")),
                (Outcome.REJECT, _("Does not go on")),
            ]

    def _initial(self) -> dict[str, Any]:
        decision = self.decision
        return {
            "outcome": decision.outcome,
            "amount": decision.amount_incl_vat or decision.proposal.opened.price_incl_vat or None,
            "reasons": decision.reasons,
            "deviation_reasons": decision.deviation_reasons,
        }

    def clean(self) -> dict[str, Any]:
        """All faults at once: amount of an award, both texts of a deviation."""
        data = super().clean() or {}
        data.setdefault("outcome", Outcome.EXCLUDE if "outcome" not in self.fields else "")
        if (
            data["outcome"] == Outcome.AWARD
            and self.decision.needs_money
            and "amount" not in self.errors
            and (fault := amount_fault(self.decision, data.get("amount")))
        ):
            self.add_error("amount", fault)
        if data["outcome"] and data["outcome"] != self.decision.advised:
            for name in ("reasons", "deviation_reasons"):
                if not data.get(name):
                    self.add_error(name, _("You depart from the advice: say why."))
        return data


class DeliverForm(forms.Form):
    """The file of one deliverable."""

    file = forms.FileField(
        label=_("File"),
        help_text=_("A PDF, or a ZIP when there is more than one file. At most 100 MB."),
        widget=forms.ClearableFileInput(attrs={"accept": ".pdf,.zip,.docx"}),
    )

    def clean_file(self) -> EncryptedUpload:
        """By its content, not by its name."""
        upload = self.cleaned_data["file"]
        if not bytes(upload.head).startswith(FILE_HEADS):
            raise forms.ValidationError(_("This is not a PDF or a ZIP file."), code="type")
        return upload


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
