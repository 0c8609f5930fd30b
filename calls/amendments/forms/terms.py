"""The texts, dates, money and criteria of a published call, as an amendment proposes them.

Each form begins with the proposed terms and gives its part of a patch (`part()`).
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from calls.amendments.forms.says import EditsForm
from calls.amendments.patches import Terms
from calls.forms.criteria import CriterionFormSet, ScaleFields
from calls.forms.texts import LONGEST_TEXT
from portal.fields import EuroField, MomentField


class TextsForm(EditsForm):
    """Title, challenge, and every section of the text."""

    title = forms.CharField(label=gettext_lazy("Title"), max_length=160)
    title_en = forms.CharField(
        label=gettext_lazy("Title in English"), max_length=160, required=False
    )
    summary = forms.CharField(
        label=gettext_lazy("The challenge in a few sentences"),
        max_length=1500,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(self, data: Any = None, *, terms: Terms, edits: int) -> None:
        initial = {name: terms.get(name, "") for name in ("title", "title_en", "summary")}
        super().__init__(data, initial={"edits": edits, **initial})
        self.codes = []
        for section in terms.get("sections", []):
            code = section["code"]
            self.codes.append(code)
            self.fields[f"heading-{code}"] = forms.CharField(
                label=_("Heading"), max_length=160, initial=section["title"]
            )
            self.fields[f"text-{code}"] = forms.CharField(
                label=section["title"],
                max_length=LONGEST_TEXT,
                required=False,
                initial=section["text"],
                widget=forms.Textarea(attrs={"rows": 10}),
                strip=False,
            )

    def part(self) -> dict[str, Any]:
        """Title, challenge and sections as typed; a browser's line ends are no change."""
        cleaned = self.cleaned_data
        own = {name: _plain(cleaned[name]) for name in ("title", "title_en", "summary")}
        sections = {
            code: {
                "title": cleaned[f"heading-{code}"],
                "text": self._as_it_was(code, _plain(cleaned[f"text-{code}"])),
            }
            for code in self.codes
        }
        return {**own, "sections": sections}

    def _as_it_was(self, code: str, typed: str) -> str:
        """White space at the ends, which a browser may drop, is no change either."""
        was = str(self.fields[f"text-{code}"].initial)
        return was if typed.strip() == _plain(was).strip() else typed


class DatesForm(forms.Form):
    """Dates and money of one phase that has not closed."""

    opens_at = MomentField(label=gettext_lazy("Opens"))
    closes_at = MomentField(
        label=gettext_lazy("Deadline for offers"),
        help_text=gettext_lazy("A deadline only moves forward."),
    )
    cap_incl_vat = EuroField(label=gettext_lazy("Maximum per offer, including VAT"))
    planned_awards = forms.IntegerField(
        label=gettext_lazy("Awards planned"),
        min_value=0,
        max_value=1000,
        widget=forms.NumberInput(attrs={"class": "input-number"}),
    )

    def __init__(
        self, data: Any = None, *, code: str, name: str, terms: Mapping[str, Any], is_open: bool
    ) -> None:
        self.code, self.name = code, name
        self.pots = [pot["theme"] for pot in terms["pots"]]
        initial = {
            "opens_at": _moment(terms["opens_at"]),
            "closes_at": _moment(terms["closes_at"]),
            "cap_incl_vat": _amount(terms["cap_incl_vat"]),
            "planned_awards": terms["planned_awards"],
        }
        super().__init__(data, prefix=code, initial=initial)
        if is_open:
            del self.fields["opens_at"]  # it has opened; that moment stays
        if terms["cap_incl_vat"] is None:
            del self.fields["cap_incl_vat"]
        for number, pot in enumerate(terms["pots"]):
            label = _("Budget, including VAT") + (f" ({pot['theme']})" if pot["theme"] else "")
            self.fields[f"pot-{number}"] = EuroField(label=label, initial=_amount(pot["incl_vat"]))

    def clean(self) -> dict[str, Any]:
        """A phase opens before it closes, and its cap fits in its budget."""
        cleaned = super().clean() or self.cleaned_data
        opens, closes = cleaned.get("opens_at"), cleaned.get("closes_at")
        if opens and closes and opens >= closes:
            self.add_error("closes_at", _("A phase opens before it closes."))
        typed = [cleaned.get(f"pot-{number}") for number in range(len(self.pots))]
        pots: list[Decimal] = [amount for amount in typed if amount is not None]
        cap = cleaned.get("cap_incl_vat")
        if cap and pots and len(pots) == len(typed) and cap > sum(pots, Decimal(0)):
            self.add_error("cap_incl_vat", _("The maximum per offer is above the budget."))
        return cleaned

    def part(self) -> dict[str, Any]:
        """The fields of this phase, in the words of the terms."""
        cleaned = self.cleaned_data
        part: dict[str, Any] = {"planned_awards": cleaned["planned_awards"]}
        for name in ("opens_at", "closes_at"):
            if name in cleaned:
                part[name] = cleaned[name].astimezone(UTC).isoformat()
        if "cap_incl_vat" in cleaned:
            part["cap_incl_vat"] = _cents(cleaned["cap_incl_vat"])
        part["pots"] = [
            {"theme": theme, "incl_vat": _cents(cleaned[f"pot-{number}"])}
            for number, theme in enumerate(self.pots)
        ]
        return part


class ScoringForm(ScaleFields, EditsForm):
    """Scale, budget rule and criteria of one phase."""

    def __init__(self, data: Any = None, *, terms: Mapping[str, Any], edits: int) -> None:
        low, high = terms["scale"]
        initial = {"scale_min": low, "scale_max": high, "budget_walk": terms["budget_walk"]}
        super().__init__(data, initial={"edits": edits, **initial})
        self.before = {criterion["code"]: criterion for criterion in terms["criteria"]}
        self.formset = CriterionFormSet(data, prefix="criteria", initial=terms["criteria"])

    def is_valid(self) -> bool:
        """Both are asked, so that all errors are there at once."""
        if not all([super().is_valid(), self.formset.is_valid()]):
            return False
        low, high = self.cleaned_data["scale_min"], self.cleaned_data["scale_max"]
        if low >= high:
            self.add_error("scale_max", _("The highest score lies above the lowest."))
        rows = self.formset.rows()
        if not rows:
            self.add_error(None, _("Name at least one criterion."))
        for row in rows:
            if row["threshold"] is not None and not low <= row["threshold"] <= high:
                self.add_error(
                    None,
                    _("The least score of “%(criterion)s” lies outside the scale.")
                    % {"criterion": row["name"]},
                )
        return not self.errors

    def part(self) -> dict[str, Any]:
        """Scale, rule and criteria; what a criterion states besides stays as it is."""
        cleaned = self.cleaned_data
        return {
            "scale": [cleaned["scale_min"], cleaned["scale_max"]],
            "budget_walk": cleaned["budget_walk"],
            "criteria": [self._criterion(row) for row in self.formset.rows()],
        }

    def _criterion(self, row: Mapping[str, Any]) -> dict[str, Any]:
        known: dict[str, Any] = next(iter(self.before.values()), {})
        blank = {name: False for name, value in known.items() if isinstance(value, bool)}
        was = self.before.get(row["code"], blank)
        names = ("code", "name", "name_en", "guidance", "weight", "threshold")
        typed = {name: row[name] for name in names}
        typed["guidance"] = _plain(typed["guidance"])
        return {**was, **typed}


def _plain(text: str) -> str:
    return text.replace("\r\n", "\n")


def _moment(iso: str | None) -> datetime | None:
    return datetime.fromisoformat(iso) if iso else None


def _amount(text: str | None) -> Decimal | None:
    return Decimal(text) if text else None


def _cents(amount: Decimal) -> str:
    return f"{amount:.2f}"
