"""What officers type: targets with their bases, an item of the agenda, an agreement, a tier."""

from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from calls.models import Call
from funnel.targets.models import (
    FIRST_YEAR,
    LAST_YEAR,
    AgendaItem,
    Agreement,
    AuthorityTier,
    Measure,
    YearTarget,
)
from funnel.targets.services import FIGURES
from portal.accounts.models import Organisation
from portal.fields import EuroField

YEAR = {"class": "input-number"}
PERCENT = {"class": "input-number", "inputmode": "decimal"}


class PercentField(forms.DecimalField):
    """A percentage with at most two decimals, with a comma or a point."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            min_value=0, max_value=100, max_digits=5, decimal_places=2, localize=True,
            required=False, widget=forms.TextInput(attrs=PERCENT), **kwargs,
        )  # fmt: skip


def year_field(label: Any) -> forms.IntegerField:
    """A year that the figures can be about."""
    return forms.IntegerField(
        label=label,
        min_value=FIRST_YEAR,
        max_value=LAST_YEAR,
        widget=forms.NumberInput(attrs=YEAR),
    )


class TargetForm(forms.Form):
    """The targets of a year. Empty means: no target was set."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    innovation_percent = PercentField(
        label=gettext_lazy("Share of purchasing for innovation, in percent"),
        help_text=gettext_lazy(
            "Contracts from calls and purchases of their results, of all your purchasing."
        ),
    )
    purchasing_excl_vat = EuroField(
        label=gettext_lazy("All your purchasing in this year, excluding VAT"), required=False
    )
    calls_wanted = forms.IntegerField(
        label=gettext_lazy("Number of calls"),
        min_value=0,
        max_value=1000,
        required=False,
        widget=forms.NumberInput(attrs=YEAR),
    )
    sme_percent = PercentField(
        label=gettext_lazy("Share of awards to SMEs, in percent of the amount")
    )
    set_aside_percent = PercentField(
        label=gettext_lazy("Part of the R&D budget set aside for SBIR, in percent"),
        help_text=gettext_lazy("In the United States this is 3.2 percent."),
    )
    rd_budget_incl_vat = EuroField(
        label=gettext_lazy("Your budget for research and development by others, including VAT"),
        required=False,
    )
    source = forms.CharField(
        label=gettext_lazy("Where these figures come from"),
        help_text=gettext_lazy("Such as the budget, the annual report or a decision, with a date."),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, data: Any = None, *, last: YearTarget | None) -> None:
        initial: dict[str, Any] = {"version": last.number if last else 0}
        if last is not None:
            initial |= {name: getattr(last, name) for name in (*FIGURES, "source")}
        super().__init__(data, initial=initial)

    def clean(self) -> dict[str, Any]:
        """A version that says nothing is none."""
        data = super().clean() or {}
        if not self.errors and all(data.get(name) is None for name in FIGURES):
            raise ValidationError(_("Fill in one figure at least."))
        return data


class TierForm(forms.ModelForm):
    """The tier of government."""

    class Meta:
        model = AuthorityTier
        fields = ("tier",)
        widgets = {"tier": forms.RadioSelect}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast(forms.ChoiceField, self.fields["tier"]).choices = AuthorityTier.Tier.choices


class ItemForm(forms.ModelForm):
    """Reserved budget, or an item of the innovation agenda, with its calls."""

    year = year_field(gettext_lazy("Year"))
    budget_incl_vat = EuroField(
        label=gettext_lazy("Reserved, including VAT"),
        help_text=gettext_lazy("Needed for reserved budget; an item can do without."),
        required=False,
    )

    class Meta:
        model = AgendaItem
        fields = ("kind", "year", "title", "text", "budget_incl_vat", "source", "calls",
                  "is_dropped")  # fmt: skip
        labels = {"is_dropped": gettext_lazy("This does not go on")}
        widgets = {
            "kind": forms.RadioSelect,
            "text": forms.Textarea(attrs={"rows": 4}),
            "calls": forms.CheckboxSelectMultiple,
        }

    def __init__(self, data: Any = None, *, instance: AgendaItem) -> None:
        super().__init__(data, instance=instance)
        fields: Any = self.fields
        fields["kind"].choices = AgendaItem.Kind.choices
        fields["calls"].queryset = Call.objects.filter(
            contracting_authority=instance.authority
        ).order_by("-pk")
        fields["calls"].label = _("Calls that carry it out")
        fields["calls"].label_from_instance = lambda call: f"{call.reference}, {call}"
        if instance.pk is None:
            del self.fields["is_dropped"]

    def clean(self) -> dict[str, Any]:
        """Reserved budget has an amount."""
        data = super().clean() or {}
        is_reserved = data.get("kind") == AgendaItem.Kind.RESERVED
        if is_reserved and not data.get("budget_incl_vat") and "budget_incl_vat" not in self.errors:
            self.add_error("budget_incl_vat", _("Say how much is reserved."))
        return data


class AgreementForm(forms.ModelForm):
    """Term, action and figure of an agreement."""

    first_year = year_field(gettext_lazy("From the year"))
    last_year = year_field(gettext_lazy("Up to and including the year"))
    measure = forms.ChoiceField(
        label=gettext_lazy("Figure"),
        choices=[("", gettext_lazy("no figure")), *Measure.choices],
        required=False,
    )
    value = forms.DecimalField(
        label=gettext_lazy("How much"),
        help_text=gettext_lazy("A percentage, or a number of calls."),
        min_value=0,
        max_digits=9,
        decimal_places=2,
        localize=True,
        required=False,
    )

    class Meta:
        model = Agreement
        fields = ("first_year", "last_year", "action", "measure", "value", "outcome")
        widgets = {
            "action": forms.Textarea(attrs={"rows": 4}),
            "outcome": forms.RadioSelect,
        }

    def __init__(self, data: Any = None, *, instance: Agreement) -> None:
        super().__init__(data, instance=instance)
        fields: Any = self.fields
        fields["outcome"].choices = Agreement.Outcome.choices
        if instance.pk is None:
            del self.fields["outcome"]

    def clean(self) -> dict[str, Any]:
        """Years in their order; a figure and how much, or neither; a share up to 100 percent."""
        data = super().clean() or {}
        first, last = data.get("first_year"), data.get("last_year")
        measure, value = data.get("measure"), data.get("value")
        if first and last and last < first:
            self.add_error("last_year", _("The last year does not come before the first."))
        if "value" not in self.errors and bool(measure) != (value is not None):
            self.add_error("value", _("Choose a figure and say how much, or neither."))
        if measure and measure != Measure.CALLS and value is not None and value > 100:
            self.add_error("value", _("A share lies from 0 to 100 percent."))
        return data


class YearForm(forms.Form):
    """Which year is looked at; a wrong one is this year."""

    jaar = forms.IntegerField(min_value=FIRST_YEAR, max_value=LAST_YEAR)

    def year(self, this_year: int) -> int:
        """The chosen year."""
        return int(self.cleaned_data["jaar"]) if self.is_valid() else this_year


def blank_item(authority: Organisation, year: int) -> AgendaItem:
    """A new item of an authority."""
    return AgendaItem(authority=authority, year=year, kind=AgendaItem.Kind.RESERVED)


def blank_agreement(authority: Organisation, year: int) -> Agreement:
    """A new agreement of an authority, for three years as the motion asks."""
    return Agreement(authority=authority, first_year=year, last_year=year + 2)
