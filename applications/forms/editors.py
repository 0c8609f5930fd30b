"""One editor per kind of section: answers, partners, costs. Each gives the payload to save."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from django import forms
from django.forms.boundfield import BoundField
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from applications.completeness import word_count
from applications.dossiers.earlier import Origin
from applications.forms.costs import CostsEditor
from applications.forms.fields import AmountField, DraftForm, errors_of, field_of
from applications.forms.rows import Rows, table_of
from applications.kinds import ROLES
from applications.working_copy import Payload
from calls.offer_forms import Question, Section
from portal.countries import COUNTRIES


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
    origin: Origin | None = None

    @property
    def words(self) -> int:
        """How many words stand in the input now; counted in the page too, while one types."""
        return word_count(str(self.field.value() or "")) if self.field is not None else 0


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
        self.origins: Mapping[str, Origin] = {}  # of answers that an earlier phase gave
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
                self.origins.get(question.code),
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
        return errors_of(self, *rows)

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
    contact_name = forms.CharField(label=_("Contact"), max_length=200, required=False)
    contact_email = forms.EmailField(label=_("E-mail of the contact"), required=False)


class ChainPartnerRow(PartnerRow):
    """The same, where the call counts chain partners."""

    chain = forms.BooleanField(
        label=_("Chain partner"),
        help_text=_("Works at another place in the chain than you: supplier, processor, buyer."),
        required=False,
    )


class PartnersEditor:
    """Who does the work, and which part of it."""

    template_name = "applications/parts/partners.html"

    def __init__(
        self, payload: Payload, data: QueryDict | None, extra: int, asks_chain: bool
    ) -> None:
        row = ChainPartnerRow if asks_chain else PartnerRow
        self.rows = Rows(row, payload.get("rows", []), data, extra=extra)
        self.formset = self.rows.formset

    def payload(self) -> Payload:
        """The rows by order."""
        return {"rows": self.rows.payload()}

    def problems(self) -> dict[str, list[str]]:
        """The errors of all rows."""
        return errors_of(*self.formset.forms)


def editor_for(
    section: Section,
    payload: Payload,
    data: QueryDict | None = None,
    *,
    extra: int = 0,
    extra_in: str = "",
    least_rd_share: int = 0,
    partners: Collection[str] = (),
    asks_chain: bool = False,
) -> Editor:
    """The editor of a section; `extra` empty rows are added, or one in the table `extra_in`.

    `least_rd_share` is the percentage of research and development that the phase asks, 0 for none.
    `partners` are whose costs stand apart from those of the lead partner; `asks_chain` is whether
    the call counts chain partners.
    """
    if section.code == "partners":
        return PartnersEditor(payload, data, extra, asks_chain)
    if section.code == "costs":
        return CostsEditor(payload, data, extra, least_rd_share, partners)
    return SectionForm(section, payload, data, extra_in=extra_in)


def rows_asked(query: Mapping[str, Any]) -> int:
    """How many empty rows a page was asked to add: `?rows=1`, at most ten."""
    asked = str(query.get("rows", ""))
    return min(int(asked), 10) if asked.isdecimal() else 0
