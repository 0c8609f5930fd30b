"""The criteria of a phase, its scale, and what happens when the budget runs out."""

from decimal import Decimal
from typing import Any, cast

from django import forms
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from calls.forms.terms import TermsForm
from calls.models import Call, Phase
from portal.fields import read_euros
from portal.formsets import PostedRows
from portal.look.wording import number_text

MOST_CRITERIA = 12
NOT_TOLD, TOLD = "no", "yes"


class ScoreField(forms.CharField):
    """A score with at most two decimals, typed the Dutch or the English way; None when empty."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.TextInput(attrs={"class": "input-number", "inputmode": "decimal"})
        super().__init__(widget=widget, max_length=6, empty_value=None, **kwargs)

    def clean(self, value: Any) -> Decimal | None:
        text = super().clean(value)
        score = None if text is None else read_euros(text)
        if text is not None and (score is None or score > 100):
            raise forms.ValidationError(_("Write a score such as 6 or 6,5."), code="score")
        return score

    def prepare_value(self, value: Any) -> Any:
        """Show a score of ours as people write it."""
        return number_text(value) if isinstance(value, Decimal) else value


class CriterionForm(forms.Form):
    """One criterion; an empty threshold means that there is none."""

    code = forms.SlugField(required=False, widget=forms.HiddenInput)
    name = forms.CharField(label=gettext_lazy("Name"), max_length=100)
    name_en = forms.CharField(label=gettext_lazy("Name in English"), max_length=100, required=False)
    weight = forms.IntegerField(
        label=gettext_lazy("Weight"),
        min_value=1,
        max_value=1000,
        widget=forms.NumberInput(attrs={"class": "input-number"}),
    )
    is_price = forms.BooleanField(label=gettext_lazy("Scores the price"), required=False)
    threshold = forms.IntegerField(
        label=gettext_lazy("Least score"),
        min_value=0,
        required=False,
        widget=forms.NumberInput(attrs={"class": "input-number"}),
    )
    guidance = forms.CharField(
        label=gettext_lazy("What the committee looks at"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class BaseCriteria(PostedRows):
    """The criteria of one phase; an empty last row is no criterion."""

    def rows(self) -> list[dict[str, Any]]:
        """The criteria that stay, in the order typed, each with a code of its own."""
        kept = [
            dict(form.cleaned_data)
            for form in self.forms
            if hasattr(form, "cleaned_data")
            and form.cleaned_data.get("name")
            and not form.cleaned_data.get("DELETE")
        ]
        taken: set[str] = set()
        for row in kept:
            row.pop("DELETE", None)
            row["code"] = _free_code(row.get("code") or slugify(row["name"])[:26], taken)
            taken.add(row["code"])
        return kept


CriterionFormSet = cast(
    type[BaseCriteria],
    forms.formset_factory(
        CriterionForm,
        formset=BaseCriteria,
        extra=1,
        can_delete=True,
        max_num=MOST_CRITERIA,
        validate_max=True,
    ),
)


class ScaleFields(forms.Form):
    """The scale of a phase, and what happens when its budget runs out."""

    scale_min = forms.IntegerField(
        label=gettext_lazy("Lowest score"),
        min_value=0,
        max_value=100,
        widget=forms.NumberInput(attrs={"class": "input-number"}),
    )
    scale_max = forms.IntegerField(
        label=gettext_lazy("Highest score"),
        min_value=1,
        max_value=100,
        widget=forms.NumberInput(attrs={"class": "input-number"}),
    )
    budget_walk = forms.ChoiceField(
        label=gettext_lazy("When the budget runs out"),
        choices=Phase.Walk.choices,
        widget=forms.RadioSelect,
    )


class CriteriaForm(ScaleFields, TermsForm):
    """The scale of one phase, what happens when the budget runs out, and the criteria."""

    total_threshold = ScoreField(
        label=gettext_lazy("Least weighted score"),
        help_text=gettext_lazy(
            "An offer whose weighted score stays below this is not ranked. Empty: there is none."
        ),
        required=False,
    )
    tie_break = forms.ChoiceField(
        label=gettext_lazy("When two scores are equal"),
        choices=Phase.TieBreak.choices,
        widget=forms.RadioSelect,
    )

    counting = forms.ChoiceField(
        label=gettext_lazy("Which score counts in the ranking"),
        choices=Phase.Counting.choices,
        widget=forms.RadioSelect,
        required=False,  # a form that does not ask leaves it as it is
    )

    tells_rank = forms.ChoiceField(
        label=gettext_lazy("Does the letter tell the place in the ranking?"),
        choices=[
            (NOT_TOLD, gettext_lazy("no: only the scores and the reasons")),
            (TOLD, gettext_lazy("yes: each applicant reads its own place")),
        ],
        widget=forms.RadioSelect,
        required=False,
    )

    def __init__(self, data: Any = None, *, call: Call, phase: Phase) -> None:
        names = (
            "scale_min", "scale_max", "budget_walk", "total_threshold", "tie_break", "counting",
        )  # fmt: skip
        own = {name: getattr(phase, name) for name in names}
        own["tells_rank"] = TOLD if phase.tells_rank else NOT_TOLD
        super().__init__(data, initial=own)
        self.phase = phase
        if not phase.needs_money:
            del self.fields["budget_walk"]
        fields = ("code", "name", "name_en", "weight", "threshold", "is_price", "guidance")
        self.formset = CriterionFormSet(
            data, prefix="criteria", initial=list(phase.criteria.values(*fields))
        )

    def is_valid(self) -> bool:
        """Both are asked, so that all errors are there at once."""
        is_right = all([super().is_valid(), self.formset.is_valid()])
        self._check_thresholds()
        return is_right and not self.errors

    def clean(self) -> dict[str, Any]:
        """A scale has room."""
        cleaned = super().clean() or self.cleaned_data
        cleaned["counting"] = cleaned.get("counting") or self.phase.counting
        told = cleaned.get("tells_rank")
        cleaned["tells_rank"] = told == TOLD if told else self.phase.tells_rank
        low, high = cleaned.get("scale_min"), cleaned.get("scale_max")
        if low is None or high is None:
            return cleaned
        if low >= high:
            self.add_error("scale_max", _("The highest score lies above the lowest."))
        least = cleaned.get("total_threshold")
        if least is not None and not low <= least <= high:
            self.add_error("total_threshold", _("This lies outside the scale."))
        return cleaned

    def terms(self) -> dict[str, Any]:
        """This phase's part of the terms."""
        criteria = self.formset.rows()
        return {"phases": [{**super().terms(), "code": self.phase.code, "criteria": criteria}]}

    def _check_thresholds(self) -> None:
        """Also while something else is wrong, so that all errors are there at once."""
        rows = self.formset.rows()
        if not rows and self.formset.is_valid():
            self.add_error(None, _("Name at least one criterion."))
        low, high = self.cleaned_data.get("scale_min"), self.cleaned_data.get("scale_max")
        if low is None or high is None:
            return
        for row in rows:
            if row.get("threshold") is not None and not low <= row["threshold"] <= high:
                self.add_error(
                    None,
                    _("The least score of “%(criterion)s” lies outside the scale.")
                    % {"criterion": row["name"]},
                )


def _free_code(wanted: str, taken: set[str]) -> str:
    code, number = wanted or "criterion", 2
    while code in taken:
        code, number = f"{wanted or 'criterion'}-{number}", number + 1
    return code
