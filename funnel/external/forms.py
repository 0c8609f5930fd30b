"""A call run outside the portal, with its phases; and a file of them."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from calls.catalogue.models import Mission
from funnel.external.models import ExternalCall, Intake, Telling, ToldPhase
from funnel.external.permissions import authorities_for, can_take_in
from funnel.external.reading import COLUMNS, Found, read
from funnel.external.rules import (
    AMOUNTS,
    COUNTS,
    faults_of_call,
    faults_of_phase,
    instrument_names,
    phase_names,
)
from funnel.external.told import Told
from funnel.intake.forms import RowsForm
from portal.accounts.models import Organisation, User
from portal.clock import portal_today
from portal.fields import EuroField
from portal.formsets import PostedRows

DAY = {"type": "date", "class": "input-date"}
MOST_PHASES = 8
OF_CALL = ("title", "tier", "instrument", "mission", "year", "opened_on", "closed_on", "vat",
           "source")  # fmt: skip


class PhaseForm(forms.ModelForm):
    """One phase; a row that is left empty is no phase."""

    kind = forms.ChoiceField(label=gettext_lazy("Phase"), required=False)
    budget = EuroField(label=gettext_lazy("Budget"), required=False)
    asked = EuroField(label=gettext_lazy("Asked"), required=False)
    granted = EuroField(label=gettext_lazy("Amount awarded"), required=False)
    paid = EuroField(label=gettext_lazy("Paid"), required=False)
    bought_excl_vat = EuroField(label=gettext_lazy("Bought, excl. VAT"), required=False)

    class Meta:
        model = ToldPhase
        fields = ("kind", *COUNTS, *AMOUNTS)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["kind"].choices = [("", "–"), *phase_names().items()]
        for name in COUNTS:
            fields[name].label = capfirst(fields[name].label)

    def clean(self) -> dict[str, Any]:
        """No part is more than its whole, and what is filled in belongs to a phase."""
        data = super().clean() or {}
        told = any(data.get(name) is not None for name in (*COUNTS, *AMOUNTS))
        if told and not data.get("kind"):
            self.add_error("kind", _("Choose the phase that these figures are of."))
        if data.get("kind"):
            for name, reason in faults_of_phase(data).items():
                if name not in self.errors:
                    self.add_error(name, reason)
        return data


class PhaseRows(PostedRows):
    """The phases in order, each kind once, at least one."""

    def clean(self) -> None:
        if any(self.errors):
            return
        kinds = [phase["kind"] for phase in self.told()]
        if not kinds:
            raise forms.ValidationError(_("Tell of at least one phase."))
        if len(kinds) != len(set(kinds)):
            raise forms.ValidationError(_("Each phase stands here once."))

    def told(self) -> list[dict[str, Any]]:
        """The rows that tell of a phase."""
        rows = [form.cleaned_data for form in self.forms if form.cleaned_data.get("kind")]
        return [{name: row.get(name) for name in PhaseForm.Meta.fields} for row in rows]


PhaseFormSet: Any = forms.formset_factory(
    PhaseForm, formset=PhaseRows, extra=3, max_num=MOST_PHASES, validate_max=True
)


class CallForm(forms.ModelForm):
    """What is told of a call, with its phases in `formset`."""

    authority = forms.ModelChoiceField(
        label=gettext_lazy("Contracting authority"),
        queryset=Organisation.objects.none(),
        to_field_name="uuid",
        required=False,
        empty_label="–",
    )
    authority_name = forms.CharField(
        label=gettext_lazy("Or the name of an authority that is not in the list"),
        max_length=200,
        required=False,
    )
    key = forms.CharField(
        label=gettext_lazy("Reference at the authority"),
        help_text=gettext_lazy("Telling of the same reference again restates the call; both stay."),
        max_length=60,
    )
    instrument = forms.ChoiceField(label=gettext_lazy("Instrument"))

    class Meta:
        model = Telling
        fields = OF_CALL
        widgets = {
            "source": forms.Textarea(attrs={"rows": 3}),
            "opened_on": forms.DateInput(format="%Y-%m-%d", attrs=DAY),
            "closed_on": forms.DateInput(format="%Y-%m-%d", attrs=DAY),
        }
        help_texts = {
            "source": gettext_lazy("Where these figures come from, so that others can check them."),
            "vat": gettext_lazy("Of all amounts but the purchases, which are always without VAT."),
        }

    field_order = ("authority", "authority_name", "key", *OF_CALL)

    def __init__(
        self,
        data: Any = None,
        *,
        by: User,
        call: ExternalCall | None = None,
        before: Telling | None = None,
    ) -> None:
        super().__init__(data, initial=_initial(before))
        self.call = call
        fields: Any = self.fields
        fields["authority"].queryset = authorities_for(by)
        fields["instrument"].choices = [("", "–"), *instrument_names().items()]
        fields["mission"].queryset = Mission.objects.all()
        if call is not None:
            for name in ("authority", "authority_name", "key"):
                del fields[name]
        elif not can_take_in(by):
            del fields["authority_name"]
            fields["authority"].required = True
        for field in fields.values():
            field.label = capfirst(field.label)
        rows = [
            {name: getattr(phase, name) for name in PhaseForm.Meta.fields}
            for phase in (before.phases.all() if before else [])
        ]
        self.formset = PhaseFormSet(data, prefix="phase", initial=rows)

    def is_valid(self) -> bool:
        """The call and all its phases, so that every error shows at once."""
        return all([super().is_valid(), self.formset.is_valid()])

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if "authority_name" in self.fields and "authority" not in self.errors:
            if not data.get("authority") and not data.get("authority_name"):
                self.add_error("authority", _("Choose an authority, or write its name."))
            if data.get("authority") and data.get("authority_name"):
                self.add_error("authority_name", _("Choose from the list or write a name."))
        for name, reason in faults_of_call(data, portal_today()).items():
            if name not in self.errors:
                self.add_error(name, reason)
        return data

    def told(self) -> Told:
        """What was filled in, once it is valid."""
        data: Mapping[str, Any] = self.cleaned_data
        return Told(
            authority=self.call.authority
            if self.call
            else data.get("authority") or data["authority_name"],
            key=self.call.key if self.call else data["key"],
            values={name: data[name] for name in OF_CALL},
            phases=self.formset.told(),
        )


def _initial(before: Telling | None) -> dict[str, Any]:
    if before is None:
        return {}
    return {name: getattr(before, name) for name in OF_CALL}


class IntakeForm(RowsForm[Found]):
    """Where the rows come from, and the rows."""

    file = forms.FileField(
        label=gettext_lazy("File (CSV, XLSX or JSON)"),
        help_text=gettext_lazy("A row per phase. Columns: %(columns)s.")
        % {"columns": ", ".join(COLUMNS)},
        required=False,
    )

    class Meta:
        model = Intake
        fields = ("title", "source")
        widgets = {"source": forms.Textarea(attrs={"rows": 3})}

    def read(self, text: str) -> Found:
        """The calls of the file, and the rows that are left out."""
        return read(text, today=portal_today())
