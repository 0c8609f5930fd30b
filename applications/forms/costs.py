"""The costs of an offer: lines of each partner, and the VAT and research share of each."""

from collections.abc import Collection
from typing import Any

from django import forms
from django.forms import BaseFormSet
from django.http import QueryDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from applications.amounts import partner_names, partner_of
from applications.forms.fields import AmountField, DraftForm, errors_of
from applications.forms.rows import Rows
from applications.kinds import COST_KINDS
from applications.working_copy import Payload

RATES = [("21.00", "21%"), ("9.00", "9%"), ("0.00", _("0% (exempt or reverse charge)"))]
STANDARD = "21.00"
PER_PARTNER = "per"  # the prefix of the rows with the VAT of each partner


class CostRow(DraftForm):
    """One line of the costs: a quantity times a price."""

    description = forms.CharField(label=_("Description"), max_length=200)
    kind = forms.ChoiceField(
        label=_("Kind"),
        choices=list(COST_KINDS.items()),
    )
    quantity = AmountField(label=_("Quantity, or hours"))
    rate = AmountField(label=_("Price each, excl. VAT"), money=True)


class SharedRow(CostRow):
    """The same, where partners beside the lead have costs too."""

    partner = forms.CharField(label=_("Whose costs"), max_length=200)


class PerPartnerRow(DraftForm):
    """What holds for the lines of one partner that is not the lead."""

    partner = forms.CharField(max_length=200, widget=forms.HiddenInput)
    vat_rate = forms.ChoiceField(label=_("VAT rate"), choices=RATES)
    rd_share = AmountField(label=_("Share of research and development in %"))


class CostTotals(DraftForm):
    """What holds for all lines, or for those of the lead partner where others have lines too."""

    vat_rate = forms.ChoiceField(
        label=_("VAT rate"),
        choices=RATES,
        help_text=_("The rate that you will put on the invoice."),
    )
    rd_share = AmountField(
        label=_("Share of research and development in %"),
    )

    def __init__(self, *args: Any, least_rd_share: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if least_rd_share:
            self.fields["rd_share"].help_text = gettext(
                "Which part of the price pays for research and development: at least %(least)s%%."
            ) % {"least": least_rd_share}
        else:
            del self.fields["rd_share"]


class CostsEditor:
    """What the work costs: lines, VAT rates and the part that is research and development.

    Only where partners beside the lead have costs is a partner asked for at each line.
    """

    template_name = "applications/parts/costs.html"

    def __init__(
        self,
        payload: Payload,
        data: QueryDict | None,
        extra: int,
        least_rd_share: int,
        partners: Collection[str] = (),
    ) -> None:
        self.is_bound = data is not None
        self.least_rd_share = least_rd_share
        rows = payload.get("rows", [])
        self.is_shared = (
            f"{PER_PARTNER}-TOTAL_FORMS" in data
            if data is not None
            else bool(partners) or len(partner_names(rows)) > 1
        )
        self.rows = Rows(SharedRow if self.is_shared else CostRow, rows, data, extra=extra)
        self.formset = self.rows.formset
        self.per_partner = self._per_partner(payload, data, partners) if self.is_shared else None
        initial = {"vat_rate": STANDARD, **payload}
        self.totals = CostTotals(data, initial=initial, least_rd_share=least_rd_share)
        if data is None:
            self.offer_partners(partners)

    def offer_partners(self, partners: Collection[str]) -> None:
        """Let each line choose among these, and the one that it names already."""
        if not self.is_shared:
            return
        for form in self.formset.forms:
            now = partner_of({"partner": form["partner"].value()})
            others = [*partners, *([now] if now and now not in partners else [])]
            form.fields["partner"].widget = forms.Select(
                choices=[("", _("Lead partner")), *((name, name) for name in others)],
                attrs={"class": "form-select"},
            )

    def payload(self) -> Payload:
        """The lines, the VAT rates and the shares."""
        shared = {"per_partner": self.per_partner.payload()} if self.per_partner else {}
        return {"rows": self.rows.payload(), **self.totals.draft_values(), **shared}

    def problems(self) -> dict[str, list[str]]:
        """The errors of all lines and of what holds for them."""
        return errors_of(*self.formset.forms, self.totals, *self.per_partner_forms())

    def per_partner_forms(self) -> list[DraftForm]:
        """What each partner beside the lead fills in."""
        return list(self.per_partner.formset.forms) if self.per_partner else []

    def bound(self) -> list[DraftForm | BaseFormSet]:
        """Everything with errors, for the list on top."""
        shared = [self.per_partner.formset] if self.per_partner else []
        return [self.formset, self.totals, *shared]

    def _per_partner(
        self, payload: Payload, data: QueryDict | None, partners: Collection[str]
    ) -> Rows:
        """A row for each partner, with what it said before."""
        known = {partner_of(row): row for row in payload.get("per_partner", [])}
        named = [*partners, *(name for name in partner_names(payload.get("rows", [])) if name)]
        rows = [
            {"vat_rate": STANDARD, **known.get(name, {}), "partner": name}
            for name in dict.fromkeys(named)
        ]
        made = Rows(PerPartnerRow, rows, data, prefix=PER_PARTNER)
        if not self.least_rd_share:
            for form in made.formset.forms:
                del form.fields["rd_share"]
        return made
