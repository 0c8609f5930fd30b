"""One editor per kind of section: answers, partners, costs. Each gives the payload to save."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from django import forms
from django.forms.boundfield import BoundField
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from applications.countries import COUNTRIES
from applications.forms.fields import AmountField, DraftForm, field_of
from applications.forms.rows import Rows, table_of
from applications.reading import COST_KINDS, ROLES
from applications.working_copy import Payload
from calls.offer_forms import Question, Section


class Editor(Protocol):
    """What the section page needs, whatever the section holds."""

    template_name: str

    def payload(self) -> Payload:
        """What was typed, to be saved as it is."""

    def problems(self) -> dict[str, list[str]]:
        """What was typed wrongly, by input name."""


@dataclass(frozen=True)
class Part:
    """One question on the page: an input or a table, and whether the answers ask it now."""

    question: Question
    field: BoundField | None
    table: Rows | None
    is_asked: bool


class SectionForm(DraftForm):
    """The questions of one section, files apart; tables are rows beside the form itself.

    Inputs of questions that are not asked are on the page too, hidden: what was typed there stays
    in the working copy, and is there again when the question is asked again.
    """

    template_name = "applications/parts/answers.html"

    def __init__(
        self,
        section: Section,
        payload: Payload,
        data: QueryDict | None,
        *,
        extra_in: str = "",
    ) -> None:
        super().__init__(data, initial=payload)
        self.questions = [each for each in section.questions if each.kind != "file"]
        self.tables: dict[str, Rows] = {}
        self.asked: Collection[str] | None = None  # None: all of them
        for question in self.questions:
            if question.kind == "table":
                self.tables[question.code] = table_of(
                    question,
                    payload.get(question.code),
                    data,
                    extra=int(question.code == extra_in),
                )
            else:
                self.fields[question.code] = field_of(question)

    def parts(self) -> list[Part]:
        """The questions in the order of the form."""
        return [
            Part(
                question,
                None if question.code in self.tables else self[question.code],
                self.tables.get(question.code),
                self.asked is None or question.code in self.asked,
            )
            for question in self.questions
        ]

    def payload(self) -> Payload:
        """The answers by question; a table is a list of rows."""
        tables = {code: table.payload() for code, table in self.tables.items()}
        answers = self.draft_values() | tables
        return {question.code: answers[question.code] for question in self.questions}

    def problems(self) -> dict[str, list[str]]:
        """The errors by input."""
        rows = [form for table in self.tables.values() for form in table.formset.forms]
        return _errors_of(self, *rows)

    def bound(self) -> list[Any]:
        """The form and the rows of its tables, for one list of errors."""
        return [self, *(table.formset for table in self.tables.values())]


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
    )

    def __init__(self, *args: Any, least_rd_share: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if least_rd_share:
            self.fields["rd_share"].help_text = _(
                "Which part of the price pays for research and development: at least %(least)s%%."
            ) % {"least": least_rd_share}
        else:
            del self.fields["rd_share"]


class PartnersEditor:
    """Who does the work, and which part of it."""

    template_name = "applications/parts/partners.html"

    def __init__(self, payload: Payload, data: QueryDict | None, extra: int) -> None:
        self.rows = Rows(PartnerRow, payload.get("rows", []), data, extra=extra)
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

    def __init__(
        self, payload: Payload, data: QueryDict | None, extra: int, least_rd_share: int
    ) -> None:
        self.rows = Rows(CostRow, payload.get("rows", []), data, extra=extra)
        self.formset = self.rows.formset
        initial = {"vat_rate": "21.00", **payload}
        self.totals = CostTotals(data, initial=initial, least_rd_share=least_rd_share)

    def payload(self) -> Payload:
        """The lines, the VAT rate and the share."""
        return {"rows": self.rows.payload(), **self.totals.draft_values()}

    def problems(self) -> dict[str, list[str]]:
        """The errors of all lines and of the totals."""
        return _errors_of(*self.formset.forms, self.totals)


def editor_for(
    section: Section,
    payload: Payload,
    data: QueryDict | None = None,
    *,
    extra: int = 0,
    extra_in: str = "",
    least_rd_share: int = 0,
) -> Editor:
    """The editor of a section; `extra` empty rows are added, or one in the table `extra_in`.

    `least_rd_share` is the percentage of research and development that the phase asks, 0 for none.
    """
    if section.code == "partners":
        return PartnersEditor(payload, data, extra)
    if section.code == "costs":
        return CostsEditor(payload, data, extra, least_rd_share)
    return SectionForm(section, payload, data, extra_in=extra_in)


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
