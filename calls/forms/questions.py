"""The form builder: a section's texts, and a question with what its kind needs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from calls import form_schema
from calls.forms.bilingual import as_inputs, from_inputs, split_line, with_codes, words_of
from calls.forms.conditions import RowsForm
from calls.forms.readers import ReaderFields
from calls.forms.terms import TermsForm
from calls.offer_forms import COLUMN_KINDS, FILE_KINDS, KINDS, in_language
from portal.fields import read_euros
from portal.formsets import PostedRows

KIND_WORDS = {
    "short_text": gettext_lazy("Short text"),
    "long_text": gettext_lazy("Long text"),
    "choice": gettext_lazy("Choice"),
    "yes_no": gettext_lazy("Yes or no"),
    "number": gettext_lazy("Number"),
    "money": gettext_lazy("Amount in euro"),
    "date": gettext_lazy("Date"),
    "trl": gettext_lazy("TRL scale"),
    "table": gettext_lazy("Table"),
    "file": gettext_lazy("File"),
    "declaration": gettext_lazy("Declaration to tick"),
}
STYLE_WORDS = [
    ("radio", gettext_lazy("one answer, all of them in sight")),
    ("list", gettext_lazy("one answer, from a list that folds out")),
    ("many", gettext_lazy("several answers, with a tick each")),
]
COLUMN_WORDS = {
    "text": gettext_lazy("text"),
    "number": gettext_lazy("number"),
    "money": gettext_lazy("amount in euro"),
    "date": gettext_lazy("date"),
}
NUMBER = {"class": "input-number"}
# What only some kinds of question ask of who builds the form.
OF_KIND = {
    "word_limit": {"short_text", "long_text"},
    "choices": {"choice"},
    "style": {"choice"},
    "min_rows": {"table"},
    "max_rows": {"table"},
    "file_types": {"file"},
    "max_mb": {"file"},
    "page_limit": {"file"},
    "anonymous": {"file"},
    "identifies": set(KINDS) - {"file"},
}


@dataclass(frozen=True)
class Source:
    """An earlier question that a condition may look at."""

    code: str
    label: str
    kind: str
    choices: tuple[tuple[str, str], ...]


def _guidance(label: Any, *, help_text: Any = "") -> forms.CharField:
    """A text that helps who fills in or who assesses."""
    return forms.CharField(
        label=label,
        help_text=help_text,
        max_length=form_schema.LONGEST_GUIDANCE,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


def _count(label: Any, *, min_value: int, max_value: int | None = None) -> forms.IntegerField:
    """A whole number that may be left open."""
    return forms.IntegerField(
        label=label,
        min_value=min_value,
        max_value=max_value,
        required=False,
        widget=forms.NumberInput(attrs=NUMBER),
    )


def _bound(label: Any) -> forms.CharField:
    """A number as people write it, with a comma or a point."""
    return forms.CharField(
        label=label,
        max_length=20,
        required=False,
        widget=forms.TextInput(attrs={**NUMBER, "inputmode": "decimal"}),
    )


class SectionTextsForm(TermsForm):
    """Title and guidance of a section, in Dutch and English."""

    title = forms.CharField(label=gettext_lazy("Title"), max_length=form_schema.LONGEST_LABEL)
    title_en = forms.CharField(
        label=gettext_lazy("Title in English"),
        max_length=form_schema.LONGEST_LABEL,
        required=False,
    )
    guidance = _guidance(gettext_lazy("Guidance for the applicant"))
    guidance_en = _guidance(gettext_lazy("Guidance in English"))

    @classmethod
    def of(cls, section: Mapping[str, Any] | None, data: Any = None) -> "SectionTextsForm":
        """The form with what the section says now; empty for a new one."""
        if section is None:
            return cls(data)
        title, guidance = section.get("title") or section.get("label"), section.get("guidance")
        return cls(data, initial={**as_inputs("title", title), **as_inputs("guidance", guidance)})

    def texts(self) -> dict[str, Any]:
        """Title and guidance as a section keeps them."""
        typed = self.cleaned_data
        return {name: from_inputs(typed, name) for name in ("title", "guidance")}


class ColumnForm(forms.Form):
    """One column of a table."""

    code = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)
    nl = forms.CharField(label=gettext_lazy("Column in Dutch"), max_length=100)
    en = forms.CharField(label=gettext_lazy("Column in English"), max_length=100, required=False)
    kind = forms.ChoiceField(
        label=gettext_lazy("Holds"), choices=[(kind, COLUMN_WORDS[kind]) for kind in COLUMN_KINDS]
    )


ColumnFormSet = forms.formset_factory(
    ColumnForm,
    formset=PostedRows,
    extra=2,
    can_delete=True,
    max_num=form_schema.MOST_COLUMNS,
    validate_max=True,
)


class QuestionForm(RowsForm, ReaderFields):
    """One question of a certain kind. `data()` is what the form of the phase keeps."""

    label = forms.CharField(
        label=gettext_lazy("Question"),
        max_length=form_schema.LONGEST_LABEL,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    label_en = forms.CharField(
        label=gettext_lazy("Question in English"),
        max_length=form_schema.LONGEST_LABEL,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    required = forms.BooleanField(label=gettext_lazy("Must be answered"), required=False)
    guidance = _guidance(gettext_lazy("Guidance for the applicant"))
    guidance_en = _guidance(gettext_lazy("Guidance in English"))
    assessor_guidance = _guidance(
        gettext_lazy("Guidance for the assessor"),
        help_text=gettext_lazy("Stands beside the answer on the score sheet, and is public too."),
    )
    assessor_guidance_en = _guidance(gettext_lazy("Guidance for the assessor in English"))
    example = _guidance(
        gettext_lazy("Example of an answer"),
        help_text=gettext_lazy("The applicant can unfold it under the question."),
    )
    example_en = _guidance(gettext_lazy("Example in English"))
    word_limit = _count(
        gettext_lazy("At most so many words"), min_value=1, max_value=form_schema.MOST_WORDS
    )
    choices = forms.CharField(
        label=gettext_lazy("Answers to choose from"),
        help_text=gettext_lazy("One on each line; behind a bar the English: Ja | Yes."),
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    style = forms.ChoiceField(
        label=gettext_lazy("How one chooses"), choices=STYLE_WORDS, widget=forms.RadioSelect
    )
    min_rows = _count(
        gettext_lazy("At least so many rows"), min_value=0, max_value=form_schema.MOST_ROWS
    )
    max_rows = _count(
        gettext_lazy("At most so many rows"), min_value=1, max_value=form_schema.MOST_ROWS
    )
    file_types = forms.MultipleChoiceField(
        label=gettext_lazy("Kinds of file"),
        choices=[(kind, kind) for kind in FILE_KINDS],
        widget=forms.CheckboxSelectMultiple,
    )
    max_mb = _count(gettext_lazy("At most so many MB"), min_value=1)
    condition_on = forms.ChoiceField(label=gettext_lazy("When this is asked"), required=False)
    condition_values = forms.MultipleChoiceField(
        label=gettext_lazy("With one of these answers"),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    condition_least = _bound(gettext_lazy("When the number is at least"))
    condition_most = _bound(gettext_lazy("When the number is at most"))

    def __init__(
        self,
        data: Any = None,
        *,
        kind: str,
        question: Mapping[str, Any] | None = None,
        earlier: Sequence[Mapping[str, Any]] = (),
        is_anonymous: bool = False,
    ) -> None:
        self.kind, self.question = kind, question or {}
        super().__init__(data, initial=_initial(self.question))
        for name, kinds in OF_KIND.items():
            if kind not in kinds:
                del self.fields[name]
        self.ask_anonymity(is_anonymous=is_anonymous)
        if kind == "file":
            cast(forms.IntegerField, self.fields["max_mb"]).max_value = form_schema.most_mb()
        self.sources = [_source(each) for each in earlier if each["kind"] in _SOURCES]
        self._offer_conditions()
        columns = [{**words_of(each["label"]), **each} for each in self.question.get("columns", ())]
        self.formset = ColumnFormSet(
            data if kind == "table" else None, prefix="columns", initial=columns
        )

    @property
    def is_table(self) -> bool:
        """Whether columns are asked."""
        return self.kind == "table"

    def is_valid(self) -> bool:
        """The columns count for a table only; whatever is wrong is told at once."""
        if not self.is_table:
            return forms.Form.is_valid(self)
        is_right = super().is_valid()
        if self.formset.is_valid() and not self.rows():
            self.add_error(None, _("Name at least one column."))
            return False
        return is_right

    def clean_choices(self) -> list[dict[str, Any]]:
        """The answers, each with a code that stays while its text or its place does."""
        lines = [line.strip() for line in self.cleaned_data["choices"].splitlines()]
        texts = [split_line(line) for line in lines if line]
        if not 2 <= len(texts) <= form_schema.MOST_CHOICES:
            raise ValidationError(
                _("Give 2 to %(most)s answers to choose from.") % {"most": form_schema.MOST_CHOICES}
            )
        return with_codes(texts, self.question.get("choices", []))

    def clean(self) -> dict[str, Any]:
        """Bounds are in order, and a condition names answers of the question it looks at."""
        cleaned = super().clean() or self.cleaned_data
        low, high = cleaned.get("min_rows"), cleaned.get("max_rows")
        if low and high and low > high:
            self.add_error("max_rows", _("The least number of rows is above the most."))
        self._clean_condition(cleaned)
        return cleaned

    def data_of(self) -> dict[str, Any]:
        """The question as the form of the phase keeps it, but for its code."""
        typed = self.cleaned_data
        found: dict[str, Any] = {"kind": self.kind, "required": typed["required"]}
        for name in ("label", "guidance", "assessor_guidance"):
            found[name] = from_inputs(typed, name)
        if typed.get("example"):
            found["example"] = from_inputs(typed, "example")
        for name in OF_KIND:
            if typed.get(name):
                found[name] = typed[name]
        if self.is_table:
            texts = [(row["nl"], row["en"]) for row in self.rows()]
            columns = with_codes(texts, self.question.get("columns", []))
            found["columns"] = [
                {**column, "kind": row["kind"]}
                for column, row in zip(columns, self.rows(), strict=True)
            ]
        if condition := typed.get("condition"):
            found["condition"] = condition
        return found

    def _offer_conditions(self) -> None:
        on = cast(forms.ChoiceField, self.fields["condition_on"])
        values = cast(forms.MultipleChoiceField, self.fields["condition_values"])
        on.choices = [
            ("", _("Always")),
            *((source.code, _("After: %(question)s") % {"question": source.label})
              for source in self.sources),
        ]  # fmt: skip
        values.choices = [
            (source.label, [(f"{source.code}:{code}", label) for code, label in source.choices])
            for source in self.sources
            if source.choices
        ]

    def _clean_condition(self, cleaned: dict[str, Any]) -> None:
        source = next(
            (each for each in self.sources if each.code == cleaned.get("condition_on")), None
        )
        cleaned["condition"] = None
        if source is None:
            return
        if source.kind == "number":
            cleaned["condition"] = self._bounds(source, cleaned)
            return
        ticked = [value.partition(":") for value in cleaned.get("condition_values", [])]
        values = [value for code, _colon, value in ticked if code == source.code]
        if not values:
            self.add_error("condition_values", _("Tick the answers after which this is asked."))
        cleaned["condition"] = {"question": source.code, "values": values}

    def _bounds(self, source: Source, cleaned: dict[str, Any]) -> dict[str, Any]:
        condition: dict[str, Any] = {"question": source.code}
        for name, key in (("condition_least", "at_least"), ("condition_most", "at_most")):
            typed = cleaned.get(name) or ""
            amount = read_euros(typed) if typed else None
            if typed and amount is None:
                self.add_error(name, _("Write a number such as 10 or 2,5."))
            if amount is not None:
                condition[key] = f"{amount:f}"
        bounds = [Decimal(condition[key]) for key in ("at_least", "at_most") if key in condition]
        if not bounds and not self.errors.keys() & {"condition_least", "condition_most"}:
            self.add_error("condition_least", _("Say from or up to which number this is asked."))
        if len(bounds) == 2 and bounds[0] > bounds[1]:
            self.add_error("condition_most", _("The least is above the most."))
        return condition


_SOURCES = form_schema.CONDITION_KINDS


def _source(question: Mapping[str, Any]) -> Source:
    choices: tuple[tuple[str, str], ...] = ()
    if question["kind"] == "yes_no":
        choices = (("yes", _("Yes")), ("no", _("No")))
    elif question["kind"] == "choice":
        choices = tuple(
            (each["code"], in_language(each["label"])) for each in question.get("choices", ())
        )
    return Source(question["code"], in_language(question["label"]), question["kind"], choices)


def _initial(question: Mapping[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {"style": "radio", "file_types": ["pdf"]}
    found |= {name: question[name] for name in (*OF_KIND, "required") if question.get(name)}
    for name in ("label", "guidance", "assessor_guidance", "example"):
        found |= as_inputs(name, question.get(name))
    if "choices" in question:
        lines = [words_of(choice["label"]) for choice in question["choices"]]
        found["choices"] = "\n".join(
            f"{line['nl']} | {line['en']}" if line["en"] else line["nl"] for line in lines
        )
    if condition := question.get("condition"):
        found["condition_on"] = condition["question"]
        found["condition_values"] = [
            f"{condition['question']}:{value}" for value in condition.get("values", ())
        ]
        found["condition_least"] = condition.get("at_least", "")
        found["condition_most"] = condition.get("at_most", "")
    return found
