"""Taking part: who somebody is, and what they have to say."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from calls.market.models import Consultation, Contribution, Participant
from portal.accounts.models import Organisation, User
from portal.files.fields import SoundFile

KINDS = {
    Organisation.Kind.COMPANY: Participant.Kind.COMPANY,
    Organisation.Kind.KNOWLEDGE: Participant.Kind.KNOWLEDGE,
    Organisation.Kind.AUTHORITY: Participant.Kind.AUTHORITY,
    Organisation.Kind.AGENCY: Participant.Kind.AUTHORITY,
    Organisation.Kind.MINISTRY: Participant.Kind.AUTHORITY,
}


class TakePartForm(forms.Form):
    """Name, organisation and address; the address comes from the account where there is one."""

    name = forms.CharField(
        label=gettext_lazy("Your name"),
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    organisation = forms.CharField(
        label=gettext_lazy("Organisation"),
        max_length=160,
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
    )
    kind = forms.ChoiceField(
        label=gettext_lazy("What kind of organisation is it?"),
        help_text=gettext_lazy("Only how many there are of each kind becomes public."),
        choices=Participant.Kind.choices,
        widget=forms.RadioSelect,
    )
    email = forms.EmailField(
        label=gettext_lazy("E-mail address"),
        help_text=gettext_lazy("You get a link there. Nothing is settled before you use it."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )

    def __init__(self, data: Any = None, *, user: User | None) -> None:
        super().__init__(data, initial=_known_of(user) if user else {})
        if user is not None:
            del self.fields["email"]


def _known_of(user: User) -> dict[str, str]:
    """What the account says already, to be changed where it is wrong."""
    organisation = Organisation.objects.of(user).order_by("name").first()
    kind = KINDS.get(Organisation.Kind(organisation.kind)) if organisation else None
    return {
        "name": user.name,
        "organisation": organisation.name if organisation else "",
        "kind": kind or Participant.Kind.OTHER,
    }


class ContributionForm(forms.Form):
    """A contribution: an answer per question, free text, a file, and what may be done with it."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    text = forms.CharField(
        label=gettext_lazy("What else do you want to say?"),
        max_length=20_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 8}),
    )
    file = SoundFile(
        most_mb=20,
        label=gettext_lazy("A document (PDF, 20 MB at most)"),
        required=False,
    )
    drops_file = forms.BooleanField(
        label=gettext_lazy("Take the document that I sent before away"), required=False
    )
    is_confidential = forms.BooleanField(
        label=gettext_lazy("This contribution is confidential"),
        help_text=gettext_lazy(
            "Officers read it. The report does not quote it and does not cite it."
        ),
        required=False,
    )
    may_be_named = forms.BooleanField(
        label=gettext_lazy("The report may name my organisation"),
        help_text=gettext_lazy(
            "Without this, the report only says what kind of organisation it was."
        ),
        required=False,
    )

    def __init__(
        self,
        data: Any = None,
        files: Any = None,
        *,
        consultation: Consultation,
        contribution: Contribution | None,
    ) -> None:
        super().__init__(data, files, initial=_said_in(contribution))
        self.questions = list(consultation.questions.all())
        answers = {
            f"answer_{question.order}": forms.CharField(
                label=question.text,
                max_length=8000,
                required=False,
                widget=forms.Textarea(attrs={"rows": 5}),
            )
            for question in self.questions
        }
        self.fields = {"version": self.fields["version"], **answers, **self.fields}
        self.has_file = contribution is not None and contribution.file_id is not None
        if not self.has_file:
            del self.fields["drops_file"]

    def clean(self) -> dict[str, Any]:
        """Something is said, and no file is added and taken away at once."""
        cleaned = super().clean() or self.cleaned_data
        keeps_file = self.has_file and not cleaned.get("drops_file")
        said = [cleaned.get("text"), *self.answers().values(), cleaned.get("file"), keeps_file]
        if not any(said) and not self.errors:
            raise ValidationError(_("Answer a question, write something or add a document."))
        return cleaned

    def answers(self) -> dict[int, str]:
        """The answers by the order of their question."""
        return {
            question.order: self.cleaned_data.get(f"answer_{question.order}", "")
            for question in self.questions
        }

    def contents(self) -> dict[str, Any]:
        """Everything that `calls.market.services.contribute` takes."""
        data = self.cleaned_data
        return {
            "text": data["text"],
            "answers": self.answers(),
            "is_confidential": data["is_confidential"],
            "may_be_named": data["may_be_named"],
            "version": data["version"],
            "upload": data["file"],
            "drops_file": data.get("drops_file", False),
        }


def _said_in(contribution: Contribution | None) -> dict[str, Any]:
    if contribution is None:
        return {"version": 0}
    answers = {f"answer_{a.question.order}": a.text for a in contribution.answers.all()}
    names = ("version", "text", "is_confidential", "may_be_named")
    return {**{name: getattr(contribution, name) for name in names}, **answers}
