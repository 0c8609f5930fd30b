"""The two questions of the self-test, and the calculator behind them."""

from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.forms import formset_factory
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.accounts.forms import PlainForm
from portal.accounts.models import Organisation
from portal.fields import EuroField
from portal.formsets import PostedRows
from portal.sme.ownership import Holding, Kind
from portal.sme.size import NOTHING, Enterprise, Outcome, Size, Year, size_of

OWN = "own"
MOST_ROWS = 20
SIZES = [
    (Size.MICRO, gettext_lazy("micro: fewer than 10 people, and at most 2 million in turnover or "
                              "on the balance sheet")),
    (Size.SMALL, gettext_lazy("small: fewer than 50 people, and at most 10 million in turnover or "
                              "on the balance sheet")),
    (Size.MEDIUM, gettext_lazy("medium: fewer than 250 people, and at most 50 million in turnover "
                               "or 43 million on the balance sheet")),
    (Size.LARGE, gettext_lazy("larger than that")),
]  # fmt: skip


class TwoQuestionsForm(PlainForm):
    """Who owns what, and how large the company is."""

    owners = forms.ChoiceField(
        label=gettext_lazy("Does somebody else hold 25% or more?"),
        help_text=gettext_lazy(
            "Another company or a public body that holds 25% or more of the shares or votes of "
            "yours; or your company that of another; or an owner who has another company on the "
            "same market."
        ),
        choices=[("no", gettext_lazy("No")), ("yes", gettext_lazy("Yes"))],
        widget=forms.RadioSelect,
    )
    size = forms.ChoiceField(
        label=gettext_lazy("How large is your company?"),
        help_text=gettext_lazy(
            "People in full-time work over the last closed year. Only if you answered no above: "
            "otherwise we calculate it."
        ),
        choices=SIZES,
        widget=forms.RadioSelect,
    )

    def __init__(self, data: QueryDict | None = None) -> None:
        super().__init__(data)
        self.fields["size"].required = data is None or data.get("owners") != "yes"


class PeopleField(forms.CharField):
    """Annual work units, 0 or more, of at most two decimals; None when left empty."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.TextInput(attrs={"class": "input-number", "inputmode": "decimal"})
        super().__init__(widget=widget, max_length=12, empty_value=None, **kwargs)

    def clean(self, value: Any) -> Decimal | None:
        typed = super().clean(value)
        if typed is None:
            return None
        try:
            number = Decimal(typed.replace(",", "."))
        except InvalidOperation:
            number = Decimal("NaN")
        if not number.is_finite() or number < 0 or number != round(number, 2):
            raise forms.ValidationError(
                _("Write a number with at most two decimals, such as 12,5.")
            )
        return number


class PercentField(PeopleField):
    """0 to 100 with at most two decimals; empty is 0."""

    def clean(self, value: Any) -> Decimal:
        number = super().clean(value) or Decimal(0)
        if number > 100:
            raise forms.ValidationError(_("A percentage is at most 100."))
        return number


class MoneyField(EuroField):
    """A yearly amount in euro; zero is one too."""

    def clean(self, value: Any) -> Decimal | None:
        if isinstance(value, str) and value.strip().strip("€").strip() in {"0", "0,00", "0.00"}:
            return Decimal(0)
        return super().clean(value)


class Figures(PlainForm):
    """The figures of one enterprise over two years."""

    people = PeopleField(label=gettext_lazy("People, last year"))
    turnover = MoneyField(label=gettext_lazy("Turnover, last year"))
    balance = MoneyField(label=gettext_lazy("Balance sheet, last year"))
    people_before = PeopleField(label=gettext_lazy("People, year before"), required=False)
    turnover_before = MoneyField(label=gettext_lazy("Turnover, year before"), required=False)
    balance_before = MoneyField(label=gettext_lazy("Balance sheet, year before"), required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        before = ["people_before", "turnover_before", "balance_before"]
        given = [name for name in before if cleaned.get(name) is not None]
        for name in set(before) - set(given) - set(self.errors) if given else ():
            self.add_error(name, _("Fill in all three figures of a year, or none."))
        return cleaned

    def years(self) -> tuple[Year, Year | None]:
        """The last year and the one before, which a new company does not have."""
        data = self.cleaned_data
        last = Year(data["people"], data["turnover"], data["balance"])
        if data["people_before"] is None:
            return last, None
        return last, Year(data["people_before"], data["turnover_before"], data["balance_before"])


class OwnFigures(Figures):
    """The company's own figures, and what it was before."""

    earlier = forms.ChoiceField(
        label=gettext_lazy("The class in the year before those two"),
        help_text=gettext_lazy("Only needed when the two years differ. Leave empty if unknown."),
        choices=[("", "–"), *Organisation.Size.choices],
        required=False,
    )


class EnterpriseRow(Figures):
    """Another enterprise, and how it hangs together with one that is named already."""

    field_order = ["name", "kind", "relation", "with_row", "capital", "votes", "controls"]
    name = forms.CharField(label=gettext_lazy("Name"), max_length=120)
    kind = forms.ChoiceField(
        label=gettext_lazy("What it is"),
        initial=Kind.ENTERPRISE,
        choices=[
            (Kind.ENTERPRISE, gettext_lazy("a company or foundation")),
            (Kind.PUBLIC, gettext_lazy("a public body")),
            (Kind.INVESTOR, gettext_lazy(
                "a venture capital fund, university, research centre or institutional investor")),
            (Kind.LOCAL, gettext_lazy(
                "a municipality of under 5,000 inhabitants and under 10 million a year")),
        ],
    )  # fmt: skip
    relation = forms.ChoiceField(
        label=gettext_lazy("Who holds whom"),
        initial="holds",
        choices=[
            ("holds", gettext_lazy("it holds part of")),
            ("held", gettext_lazy("it is held by")),
            ("owner", gettext_lazy("it has the same owner and market as")),
        ],
    )
    with_row = forms.ChoiceField(label=gettext_lazy("The other one"), initial=OWN)
    capital = PercentField(label=gettext_lazy("Shares in %"), required=False)
    votes = PercentField(label=gettext_lazy("Votes in %"), required=False)
    controls = forms.BooleanField(
        label=gettext_lazy("Control by contract, or a majority of the board"), required=False
    )

    def __init__(self, *args: Any, labels: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own_place = (self.prefix or "").rpartition("-")[2]
        own_key = str(int(own_place) + 1) if own_place.isdigit() else ""
        field = self.fields["with_row"]
        field.choices = [each for each in labels if each[0] != own_key]  # type: ignore[attr-defined]
        for name in ("people", "turnover", "balance"):
            self.fields[name].required = False  # of an owner that does not count nothing is needed

    def years(self) -> tuple[Year, Year | None]:
        data = self.cleaned_data
        names = ("people", "turnover", "balance")
        last = Year(*(data[name] or Decimal(0) for name in names))
        return last, Year(*(data[f"{name}_before"] or Decimal(0) for name in names))

    def holding(self, key: str) -> Holding:
        """The holding between this enterprise and the other one."""
        data = self.cleaned_data
        holder, held = key, data["with_row"]
        if data["relation"] == "held":
            holder, held = held, holder
        is_linked = data["controls"] or data["relation"] == "owner"
        return Holding(holder, held, data["capital"], data["votes"], controls=is_linked)


class Calculator:
    """The whole calculator: own figures, and rows of other enterprises."""

    def __init__(
        self, company: Organisation, answers: dict[str, Any], data: QueryDict | None
    ) -> None:
        rows = answers.get("rows", [])
        count = _count(data) if data is not None else max(len(rows), 1)
        self.company = company
        labels = [(OWN, company.name)]
        labels += [(str(number), self._label(data, rows, number)) for number in range(1, count + 1)]
        self.labels = dict(labels)
        formset = formset_factory(
            EnterpriseRow,
            formset=PostedRows,
            extra=max(count - len(rows), 0),
            max_num=MOST_ROWS,
            can_delete=True,
        )
        self.own = OwnFigures(data, initial=answers.get("own"), prefix=OWN)
        self.formset = formset(data, initial=rows, prefix="rows", form_kwargs={"labels": labels})
        for form in self.formset.forms:
            form.fields["DELETE"].widget.attrs["class"] = "form-check-input"

    @staticmethod
    def _label(data: QueryDict | None, rows: list[dict[str, Any]], number: int) -> str:
        place = number - 1
        typed = rows[place].get("name", "") if data is None and place < len(rows) else ""
        if data is not None:
            typed = data.get(f"rows-{place}-name", "").strip()[:120]
        return typed or _("enterprise %(number)s") % {"number": number}

    def is_valid(self) -> bool:
        """Whether every figure can be read, and no row hangs on one that was left out."""
        is_valid = self.own.is_valid() & self.formset.is_valid()
        if is_valid:
            kept = {OWN, *self._rows()}
            for row in self._rows().values():
                if row.cleaned_data["with_row"] not in kept:
                    row.add_error("with_row", _("This enterprise is left out. Choose another."))
                    is_valid = False
        return is_valid

    def outcome(self) -> Outcome:
        """The class that follows from a valid form."""
        last, before = self.own.years()
        enterprises = {OWN: Enterprise(OWN, last, before)}
        holdings = []
        for key, row in self._rows().items():
            year, year_before = row.years()
            kind = Kind(row.cleaned_data["kind"])
            enterprises[key] = Enterprise(key, year, year_before or NOTHING, kind)
            holdings.append(row.holding(key))
        earlier = self.own.cleaned_data["earlier"]
        return size_of(OWN, enterprises, holdings, Size(earlier) if earlier else None)

    def answers(self) -> dict[str, Any]:
        """What was filled in, to begin from next time; numbers as text."""
        rows = list(self._rows())
        renumbered = {OWN: OWN} | {key: str(place) for place, key in enumerate(rows, start=1)}
        kept = []
        for row in self._rows().values():
            data = {name: _text(row.cleaned_data[name]) for name in row.fields if name != "DELETE"}
            kept.append({**data, "with_row": renumbered[row.cleaned_data["with_row"]]})
        own = {name: _text(value) for name, value in self.own.cleaned_data.items()}
        return {"owners": "yes", "own": own, "rows": kept}

    def _rows(self) -> dict[str, EnterpriseRow]:
        """The rows that say something and were not marked for removal, by key."""
        return {
            str(place): form
            for place, form in enumerate(self.formset.forms, start=1)
            if form.has_changed() and form.cleaned_data and not form.cleaned_data.get("DELETE")
        }


def more_rows(data: QueryDict) -> QueryDict:
    """The same form with room for one more enterprise."""
    copy = data.copy()
    copy["rows-TOTAL_FORMS"] = str(min(_count(data) + 1, MOST_ROWS))
    return copy


def _count(data: QueryDict) -> int:
    typed = data.get("rows-TOTAL_FORMS", "")
    return min(int(typed), MOST_ROWS) if typed.isdecimal() and len(typed) < 4 else 1


def _text(value: Any) -> Any:
    if isinstance(value, Decimal):
        return f"{value:f}".replace(".", ",")
    return value if isinstance(value, bool) else str(value or "")
