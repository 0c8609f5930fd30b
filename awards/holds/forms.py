"""What an officer writes down about proceedings and about letters that came back."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from awards.holds.models import LetterReturn, Litigation
from awards.holds.selectors import letters_of
from awards.models import Decision, DecisionSet, Letter

DATE = {"type": "date", "class": "input-date"}


class LitigationForm(forms.ModelForm):
    """Who summoned the authority, where, and when."""

    class Meta:
        model = Litigation
        fields = ["claimant", "court", "case_number", "summoned_on"]
        labels = {"claimant": _("Who started the proceedings")}
        help_texts = {"case_number": _("As soon as it is known.")}
        widgets = {"summoned_on": forms.DateInput(format="%Y-%m-%d", attrs=DATE)}

    def __init__(self, *args: Any, decision_set: DecisionSet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["claimant"]
        field.queryset = decision_set.decisions.select_related("proposal__dossier__lead")
        field.empty_label = _("Somebody who sent no offer")
        field.label_from_instance = _whose_decision


class JudgmentForm(forms.Form):
    """How the proceedings ended; also when they were withdrawn."""

    judged_on = forms.DateField(
        label=_("Date of the judgment, or of the withdrawal"),
        widget=forms.DateInput(format="%Y-%m-%d", attrs=DATE),
    )
    outcome = forms.CharField(
        label=_("What the judgment says, and what follows from it"),
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 6}),
    )


class ReturnForm(forms.Form):
    """Which letter did not arrive."""

    letter = forms.ModelChoiceField(Letter.objects.none(), label=_("Letter to"))
    reason = forms.CharField(label=_("What came back, and why"), max_length=300)

    def __init__(self, *args: Any, decision_set: DecisionSet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["letter"]
        field.queryset = letters_of(decision_set).exclude(
            pk__in=LetterReturn.objects.filter(settled_at=None).values("letter")
        )
        field.label_from_instance = _whose


class SettleForm(forms.ModelForm):
    """How it was delivered after all, and what that does to the term."""

    runs_anew = forms.TypedChoiceField(
        label=_("Does the standstill run anew from that day?"),
        choices=[
            ("yes", _("Yes, the whole term, for everybody")),
            ("no", _("No, the term stands")),
        ],
        coerce=lambda answer: answer == "yes",
        widget=forms.RadioSelect,
    )

    class Meta:
        model = LetterReturn
        fields = ["delivered_on", "delivered_how", "runs_anew", "why"]
        labels = {"why": _("Why")}
        help_texts = {
            "delivered_how": _("For example: by registered post, to the address of the company."),
            "why": _(
                "A term that is not complete for one tenderer can be a ground for annulment later."
            ),
        }
        widgets = {
            "delivered_on": forms.DateInput(format="%Y-%m-%d", attrs=DATE),
            "why": forms.Textarea(attrs={"rows": 5}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("delivered_on", "delivered_how", "why"):
            self.fields[name].required = True


def _whose(letter: Letter) -> str:
    return _whose_decision(letter.decision)


def _whose_decision(decision: Decision) -> str:
    dossier = decision.proposal.dossier
    return f"{dossier.lead} ({dossier.reference})"
