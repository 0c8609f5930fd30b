"""What is typed about a request under the Woo."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from archive.woo.grounds import GROUNDS
from archive.woo.models import WooDocument
from calls.models import Call

AREA = forms.Textarea(attrs={"rows": 4})
CHOICES = [("", "–"), *GROUNDS.items()]


class RegisterForm(forms.Form):
    """Who asks what about which call, and when it came in."""

    call = forms.ModelChoiceField(
        label=_("Call"), queryset=Call.objects.none(), to_field_name="reference"
    )
    received_on = forms.DateField(
        label=_("Received on"),
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date", "class": "input-date"}),
    )
    requester = forms.CharField(label=_("Who asks"), max_length=160)
    requester_email = forms.EmailField(label=_("E-mail address"), required=False)
    question = forms.CharField(label=_("What is asked"), max_length=5000, widget=AREA)

    def __init__(self, *args: Any, calls: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["call"]
        field.queryset = calls  # type: ignore[attr-defined]


class ReasonForm(forms.Form):
    """Why the term is extended."""

    because = forms.CharField(label=_("Reasons"), max_length=2000, widget=AREA)


class ToldForm(forms.Form):
    """When who asked was told that companies are heard."""

    told_on = forms.DateField(
        label=_("Told on"),
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date", "class": "input-date"}),
        help_text=_("From the day after, the term stands still until the companies were heard."),
    )


class CollectForm(forms.Form):
    """Which documents are concerned."""

    titles = forms.MultipleChoiceField(label=_("Documents"), widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, titles: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["titles"]
        field.choices = [(each, each) for each in titles]  # type: ignore[attr-defined]


class VerdictForm(forms.Form):
    """What becomes of a document."""

    verdict = forms.ChoiceField(
        label=_("What becomes of it?"), choices=WooDocument.Verdict.choices,
        widget=forms.RadioSelect,
    )  # fmt: skip
    ground = forms.ChoiceField(
        label=_("Ground, if it is not disclosed"), choices=CHOICES, required=False
    )


class PassageForm(forms.Form):
    """Words to take out."""

    text = forms.CharField(
        label=_("Words that are taken out"), max_length=300,
        help_text=_("They go wherever they stand in the document."),
    )  # fmt: skip
    ground = forms.ChoiceField(label=_("Ground"), choices=list(GROUNDS.items()))

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, auto_id="passage_%s")  # a VerdictForm stands on the same page


class ViewForm(forms.Form):
    """What a company thinks."""

    objects_to = forms.TypedChoiceField(
        label=_("May this be disclosed?"),
        choices=[("no", _("Yes, we do not object")), ("yes", _("No, we object"))],
        coerce=lambda answer: answer == "yes",
        widget=forms.RadioSelect,
    )
    words = forms.CharField(
        label=_("Your view"), max_length=5000, required=False, widget=AREA,
        help_text=_("Say which parts must stay confidential, and why."),
    )  # fmt: skip
