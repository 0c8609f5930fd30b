"""One editor per kind of section: answers, partners, costs. Each gives the payload to save."""

from collections.abc import Mapping
from typing import Any, Protocol

from django import forms
from django.core.exceptions import SuspiciousOperation
from django.forms import formset_factory
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from applications.countries import COUNTRIES
from applications.forms.fields import AmountField, DraftForm, field_of
from applications.reading import COST_KINDS, ROLES
from applications.working_copy import Payload
from calls.offer_forms import Section

ROWS_AT_MOST = 40


class Editor(Protocol):
    """What the section page needs, whatever the section holds."""

    template_name: str

    def payload(self) -> Payload:
        """What was typed, to be saved as it is."""

    def problems(self) -> dict[str, list[str]]:
        """What was typed wrongly, by input name."""


class SectionForm(DraftForm):
    """The questions of one section, files apart."""

    template_name = "applications/parts/answers.html"

    def __init__(self, section: Section, payload: Payload, data: QueryDict | None) -> None:
        super().__init__(data, initial=payload)
        for question in section.questions:
            if question.kind != "file":
                self.fields[question.code] = field_of(question)

    def payload(self) -> Payload:
        """The answers by question."""
        return self.draft_values()

    def problems(self) -> dict[str, list[str]]:
        """The errors by question."""
        return _errors_of(self)


class PartnerRow(DraftForm):
    """One company or institution that does part of the work."""

    name = forms.CharField(label=_("Name"), max_length=200)
    role = forms.ChoiceField(
        label=_("Role"),
        choices=list(ROLES.items()),
    )
    country = forms.ChoiceField(label=_("Country"), choices=COUNTRIES)
    kvk = forms.RegexField(
        r"^[0-9]{8}$",
        label=_("KvK number"),
        required=False,
        max_length=8,
        error_messages={"invalid": _("A KvK number has 8 digits.")},
    )
    share = AmountField(label=_("Share of the price in %"))


class CostRow(DraftForm):
    """One line of the costs: a quantity times a price."""

    description = forms.CharField(label=_("Description"), max_length=200)
    kind = forms.ChoiceField(
        label=_("Kind"),
        choices=list(COST_KINDS.items()),
    )
    quantity = AmountField(label=_("Quantity"))
    rate = AmountField(label=_("Price each, excl. VAT"), money=True)


class CostTotals(DraftForm):
    """What holds for all lines."""

    vat_rate = forms.ChoiceField(
        label=_("VAT rate"),
        choices=[("21.00", "21%"), ("9.00", "9%"), ("0.00", _("0% (exempt or reverse charge)"))],
        help_text=_("The rate that you will put on the invoice."),
    )
    rd_share = AmountField(
        label=_("Share of research and development in %"),
        help_text=_("Which part of the price pays for research and development: at least 50%."),
    )


class _Rows:
    """Rows of one kind. Empty rows and rows marked for removal are left out of the payload."""

    def __init__(
        self, row: type[DraftForm], payload: Payload, data: QueryDict | None, extra: int
    ) -> None:
        rows = payload.get("rows", [])
        formset = formset_factory(
            row, extra=extra or (not rows), can_delete=True, max_num=ROWS_AT_MOST
        )
        self.formset = formset(data, initial=rows, prefix="rows")
        for form in self.formset.forms:
            form.fields["DELETE"].widget.attrs["class"] = "form-check-input"
        if data is not None and not self.formset.management_form.is_valid():
            raise SuspiciousOperation("rows without their count")  # else all rows would be lost

    def payload(self) -> list[Payload]:
        """The rows that say something."""
        self.formset.is_valid()
        return [
            {name: value for name, value in form.draft_values().items() if name != "DELETE"}
            for form in self.formset.forms
            if _says_something(form) and not form.cleaned_data.get("DELETE")
        ]


class PartnersEditor:
    """Who does the work, and which part of it."""

    template_name = "applications/parts/partners.html"

    def __init__(self, payload: Payload, data: QueryDict | None, extra: int) -> None:
        self.rows = _Rows(PartnerRow, payload, data, extra)
        self.formset = self.rows.formset

    def payload(self) -> Payload:
        """The rows by order."""
        return {"rows": self.rows.payload()}

    def problems(self) -> dict[str, list[str]]:
        """The errors of all rows."""
        return _errors_of(*self.formset.forms)


class CostsEditor:
    """What the work costs, the VAT rate and the part that is research and development."""

    template_name = "applications/parts/costs.html"

    def __init__(self, payload: Payload, data: QueryDict | None, extra: int) -> None:
        self.rows = _Rows(CostRow, payload, data, extra)
        self.formset = self.rows.formset
        self.totals = CostTotals(data, initial={"vat_rate": "21.00", **payload})

    def payload(self) -> Payload:
        """The lines, the VAT rate and the share."""
        return {"rows": self.rows.payload(), **self.totals.draft_values()}

    def problems(self) -> dict[str, list[str]]:
        """The errors of all lines and of the totals."""
        return _errors_of(*self.formset.forms, self.totals)


def editor_for(
    section: Section, payload: Payload, data: QueryDict | None = None, *, extra: int = 0
) -> Editor:
    """The editor of a section; `extra` empty rows are added where it has rows."""
    if section.code == "partners":
        return PartnersEditor(payload, data, extra)
    if section.code == "costs":
        return CostsEditor(payload, data, extra)
    return SectionForm(section, payload, data)


def _says_something(form: DraftForm) -> bool:
    """Whether a row was there already or has text in it; a choice that was left alone is none."""
    return any(form[name].data for name in form.fields if not hasattr(form.fields[name], "choices"))


def _errors_of(*bound: DraftForm) -> dict[str, list[str]]:
    return {
        form.add_prefix(name): [str(message) for message in messages]
        for form in bound
        for name, messages in form.errors.items()
    }


def rows_asked(query: Mapping[str, Any]) -> int:
    """How many empty rows a page was asked to add: `?rows=1`, at most ten."""
    asked = str(query.get("rows", ""))
    return min(int(asked), 10) if asked.isdecimal() else 0
