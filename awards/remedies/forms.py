"""What a company asks or complains, and what an officer answers."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from awards.holds.selectors import letters_of
from awards.models import DecisionSet, Letter
from awards.remedies.models import Complaint, DebriefRequest

DATE = {"type": "date", "class": "input-date"}


class AskForm(forms.ModelForm):
    """What the company wants explained."""

    class Meta:
        model = DebriefRequest
        fields = ["question"]
        widgets = {"question": forms.Textarea(attrs={"rows": 6})}
        labels = {"question": _("What do you want us to explain?")}
        help_texts = {
            "question": _("For example a score, or the reasons for it. Say it if you want a talk.")
        }


class AnswerForm(forms.ModelForm):
    """An answer in writing, a talk that was held, or both."""

    class Meta:
        model = DebriefRequest
        fields = ["answer", "talked_on", "present", "told"]
        labels = {
            "answer": _("Answer in writing"),
            "talked_on": _("Date of the talk, if there was one"),
            "present": _("Who was there"),
            "told": _("What was told in the talk"),
        }
        help_texts = {"answer": _("The company reads all that you write here.")}
        widgets = {
            "answer": forms.Textarea(attrs={"rows": 8}),
            "talked_on": forms.DateInput(format="%Y-%m-%d", attrs=DATE),
            "told": forms.Textarea(attrs={"rows": 6}),
        }

    def _post_clean(self) -> None:
        """The rules of the service decide, with texts of their own; not the constraints."""


class ComplaintForm(forms.ModelForm):
    """A complaint of the own company."""

    class Meta:
        model = Complaint
        fields = ["subject", "text"]
        labels = {"subject": _("Subject"), "text": _("What is your complaint?")}
        widgets = {"text": forms.Textarea(attrs={"rows": 8})}


class WriteDownForm(forms.ModelForm):
    """A complaint that came by mail or by post."""

    letter = forms.ModelChoiceField(Letter.objects.none(), label=_("Complaint of"))

    class Meta:
        model = Complaint
        fields = ["subject", "text", "received_on"]
        labels = {
            "subject": _("Subject"),
            "text": _("What the company wrote"),
            "received_on": _("Received on"),
        }
        widgets = {
            "text": forms.Textarea(attrs={"rows": 8}),
            "received_on": forms.DateInput(format="%Y-%m-%d", attrs=DATE),
        }

    field_order = ("letter", "subject", "text", "received_on")

    def __init__(self, *args: Any, decision_set: DecisionSet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["letter"]
        field.queryset = letters_of(decision_set)
        field.label_from_instance = _whose


class ComplaintAnswerForm(forms.Form):
    """Whether it is founded, and why."""

    outcome = forms.ChoiceField(
        label=_("Is the complaint founded?"),
        choices=Complaint.Outcome,
        widget=forms.RadioSelect,
    )
    reasons = forms.CharField(
        label=_("Your answer, with the reasons"),
        help_text=_("The company reads this."),
        max_length=10000,
        widget=forms.Textarea(attrs={"rows": 8}),
    )


def _whose(letter: Letter) -> str:
    dossier = letter.decision.proposal.dossier
    return f"{dossier.lead} ({dossier.reference})"
