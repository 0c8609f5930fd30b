"""A question of a company: everything on one page, with a warning when it names somebody."""

import uuid
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from calls.clarification import names
from calls.clarification.forms.fields import PhaseChoiceField
from calls.clarification.models import LONGEST_TEXT
from calls.models import Call, Phase
from portal.accounts.models import Organisation, User

CHECKED = ("subject", "text")


class AskForm(forms.Form):
    """One question per entry. What leaves no choice is not asked."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    organisation = forms.ModelChoiceField(
        Organisation.objects.none(),
        label=gettext_lazy("On behalf of"),
        help_text=gettext_lazy("Only the portal keeps this. The authority does not see it."),
        empty_label=None,
    )
    phase = PhaseChoiceField(Phase.objects.none(), label=gettext_lazy("Phase"), empty_label=None)
    about = forms.ChoiceField(label=gettext_lazy("What it is about"), required=False)
    subject = forms.CharField(label=gettext_lazy("Subject, in a few words"), max_length=160)
    text = forms.CharField(
        label=gettext_lazy("Your question"),
        help_text=gettext_lazy("One question at a time. Do not name your company or yourself."),
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 7}),
    )
    is_confidential = forms.BooleanField(
        label=gettext_lazy("This question contains a business secret"),
        help_text=gettext_lazy(
            "If the authority agrees, only you get the answer. If not, you choose: answered for "
            "everybody, or withdrawn."
        ),
        required=False,
    )
    confidential_because = forms.CharField(
        label=gettext_lazy("Why others may not read it"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    names_seen = forms.BooleanField(
        label=gettext_lazy("I have read the warning and send the text like this"), required=False
    )

    def __init__(
        self,
        data: Any = None,
        *,
        call: Call,
        user: User,
        companies: list[Organisation],
        phases: list[Phase],
    ) -> None:
        super().__init__(data, initial={"key": uuid.uuid4()})
        self.user = user
        self.named: list[str] = []
        self.marked: list[SafeString] = []
        self._offer("organisation", Organisation, companies)
        self._offer("phase", Phase, phases)
        cast(forms.ChoiceField, self.fields["about"]).choices = about_choices(call)
        if data is None:
            self.fields["names_seen"].widget = forms.HiddenInput()

    def clean(self) -> dict[str, Any]:
        """A secret needs a reason; a name is sent only by somebody who saw the warning."""
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("is_confidential") and not cleaned.get("confidential_because"):
            self.add_error("confidential_because", _("Say why others may not read it."))
        self._look_for_names(cleaned)
        if not self.named:
            self.fields["names_seen"].widget = forms.HiddenInput()
        elif not cleaned.get("names_seen"):
            raise ValidationError(
                _("Your text tells who you are: %(names)s. Take it out, or confirm below.")
                % {"names": ", ".join(self.named)},
                code="named",
            )
        return cleaned

    def question(self) -> dict[str, Any]:
        """What services.ask_question takes besides the phase and the person."""
        return {
            name: self.cleaned_data[name]
            for name in ("organisation", "key", "about", "subject", "text", "is_confidential",
                         "confidential_because")
        }  # fmt: skip

    def refuse(self, message: str) -> None:
        """Show what the rules refused, with everything that was typed."""
        self.add_error(None, message)

    def _look_for_names(self, cleaned: dict[str, Any]) -> None:
        texts = [str(cleaned.get(name) or "") for name in CHECKED]
        known = names.known(own=self.user)
        self.named = known.words_in(*texts)
        self.marked = [
            names.marked(text, marks) for text in texts if (marks := known.marks_in(text))
        ]

    def _offer(self, name: str, model: Any, rows: list[Any]) -> None:
        field = cast(forms.ModelChoiceField, self.fields[name])
        field.queryset = model.objects.filter(pk__in=[row.pk for row in rows])
        if len(rows) == 1:
            field.widget, field.initial = forms.HiddenInput(), rows[0].pk


def about_choices(call: Call) -> list[tuple[str, str]]:
    """The sections and documents of the call by their titles; a question need not name one."""
    titles = [section["title"] for section in call.sections]
    titles += list(call.documents.values_list("title", flat=True))
    return [
        ("", _("The call as a whole")),
        *[(title[:200], title) for title in dict.fromkeys(titles)],
    ]
