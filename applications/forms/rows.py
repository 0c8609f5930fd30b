"""Rows that are filled in one by one: partners, costs, and the tables that a call asks for."""

from typing import Any

from django import forms
from django.core.exceptions import SuspiciousOperation
from django.forms import formset_factory
from django.http import QueryDict

from applications.forms.fields import AmountField, DraftForm
from applications.working_copy import Payload
from calls.offer_forms import Column, Question
from portal.formsets import PostedRows

ROWS_AT_MOST = 40
CELL_CHARACTERS = 500


class Rows:
    """Rows of one kind. Empty rows and rows marked for removal are left out of the payload."""

    def __init__(
        self,
        row: type[DraftForm],
        rows: list[Payload],
        data: QueryDict | None,
        *,
        extra: int = 0,
        prefix: str = "rows",
        most: int = ROWS_AT_MOST,
    ) -> None:
        formset = formset_factory(
            row,
            formset=PostedRows,
            extra=extra or (not rows),
            can_delete=True,
            max_num=max(most, len(rows)),
        )
        self.formset = formset(data, initial=rows, prefix=prefix)
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


def table_of(question: Question, rows: Any, data: QueryDict | None, *, extra: int = 0) -> Rows:
    """The rows of a table question; as many are shown at once as it asks at least."""
    given = [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []
    return Rows(
        _row_of(question.columns),
        given,
        data,
        extra=max(extra, question.min_rows - len(given), 0),
        prefix=f"table.{question.code}",  # a dot stands in no code
        most=question.max_rows or ROWS_AT_MOST,
    )


def _row_of(columns: tuple[Column, ...]) -> type[DraftForm]:
    fields: dict[str, Any] = {column.code: _cell(column) for column in columns}
    return type("TableRow", (DraftForm,), fields)


def _cell(column: Column) -> forms.Field:
    if column.kind in {"number", "money"}:
        return AmountField(money=column.kind == "money", label=column.label)
    if column.kind == "date":
        widget = forms.DateInput(attrs={"type": "date", "class": "input-date"}, format="%Y-%m-%d")
        return forms.DateField(label=column.label, widget=widget)
    return forms.CharField(label=column.label, max_length=CELL_CHARACTERS)


def _says_something(form: DraftForm) -> bool:
    """Whether a row was there already or has text in it; a choice that was left alone is none."""
    return any(form[name].data for name in form.fields if not hasattr(form.fields[name], "choices"))
