"""Input on interests: where somebody works, what is between them and who takes part, a verdict."""

from typing import Any

from django import forms
from django.core.validators import RegexValidator
from django.forms import formset_factory
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from applications.models import Dossier
from assessment.independence.matching import Said
from assessment.independence.models import Warning
from assessment.interest_forms import SHORT
from assessment.models import Declaration, Seat
from portal.accounts.forms import PlainForm
from portal.formsets import PostedRows

Kind = Declaration.Kind
MOST_EMPLOYERS = 20


class EmployerForm(PlainForm):
    """One organisation for which somebody works, or did in the last three years."""

    organisation = forms.CharField(
        label=gettext_lazy("Organisation"), max_length=200, required=False
    )
    department = forms.CharField(
        label=gettext_lazy("Faculty or department"), max_length=200, required=False
    )
    kvk = forms.CharField(
        label=gettext_lazy("KvK number"),
        required=False,
        validators=[RegexValidator(r"^\d{8}$", gettext_lazy("A KvK number has 8 digits."))],
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "input-short"}),
    )

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        is_named = values.get("organisation") or "organisation" in self.errors
        if any(values.get(name) for name in ("department", "kvk")) and not is_named:
            self.add_error("organisation", _("Which organisation is this?"))
        return values


class BaseEmployerFormSet(PostedRows):
    """The employers; rows that are left empty count for nothing."""

    def said(self) -> list[Said]:
        """The employers as they were filled in; one that was there and did not change stays."""
        rows = [form.cleaned_data or form.initial for form in self.forms]
        return [Said(**row) for row in rows if row.get("organisation")]


EmployerFormSet = formset_factory(
    EmployerForm, formset=BaseEmployerFormSet, extra=2, max_num=MOST_EMPLOYERS
)


class StatementForm(PlainForm):
    """What else there is: ownership, family, work that was done together."""

    other = forms.CharField(
        label=gettext_lazy("Other interests"),
        help_text=gettext_lazy(
            "Companies that you own a part of, where close family works, or that you helped with "
            "an offer. Write “none” when there are none."
        ),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class VerdictForm(PlainForm):
    """The decision on a warning, with its reason."""

    verdict = forms.ChoiceField(
        label=gettext_lazy("What do you decide?"),
        choices=[
            (Warning.Verdict.CLEAR, gettext_lazy("No conflict: the person judges this offer")),
            (Warning.Verdict.TIE, gettext_lazy("A tie: the person does not judge this offer")),
            (
                Warning.Verdict.BARRED,
                gettext_lazy("A heavy interest: the person judges no offer that competes with it"),
            ),
        ],
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        help_text=gettext_lazy("This stays on record."),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class ConflictForm(PlainForm):
    """A conflict that came to light: of whom, in which offer, how heavy, and why."""

    seat = forms.ModelChoiceField(
        label=gettext_lazy("Member"), queryset=Seat.objects.none(), empty_label="–"
    )
    dossier = forms.ModelChoiceField(
        label=gettext_lazy("Applicant"), queryset=Dossier.objects.none()
    )
    kind = forms.ChoiceField(
        label=gettext_lazy("How heavy is the interest?"),
        choices=[(kind.value, SHORT[kind]) for kind in (Kind.TIE, Kind.BARRED)],
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label=gettext_lazy("What is the interest, and how did it come to light?"),
        help_text=gettext_lazy("This stays on record."),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(self, *args: Any, seats: Any, dossiers: list[Dossier], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen_seat, chosen = self.fields["seat"], self.fields["dossier"]
        chosen_seat.queryset = seats  # type: ignore[attr-defined]
        chosen.queryset = Dossier.objects.filter(  # type: ignore[attr-defined]
            pk__in=[dossier.pk for dossier in dossiers]
        )
        chosen.choices = [  # type: ignore[attr-defined]
            ("", "–"),
            *((dossier.pk, f"{dossier.lead} – {dossier}") for dossier in dossiers),
        ]
