"""What the pages over many calls show: steps, parts, reasons and budgets of a selection."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from funnel.figures import STAGES, ZERO, Conversion
from funnel.pages import LABELS, Part
from funnel.sankey import Step
from funnel.steps import LOSS_LABELS, STEP_LABELS, steps_of
from funnel.summaries.totals import Totals

# How each step is told as a part of an earlier one.
PART_LABELS = {
    ("offers", "drafts"): _("Offers, of the drafts started"),
    ("admissible", "offers"): _("Admissible, of the offers"),
    ("above_threshold", "admissible"): _("Above every threshold, of what is admissible"),
    ("awarded", "admissible"): _("Awarded, of what is admissible"),
    ("awarded", "offers"): _("Awarded, of the offers"),
    ("delivered", "awarded"): _("Delivered and accepted, of the awards"),
    ("invited", "awarded"): _("Invited to the next phase, of the awards"),
    ("sme_offers", "offers"): _("Offers of SMEs, of the offers"),
    ("sme_awarded", "awarded"): _("Awards to SMEs, of the awards"),
}
MONEY = (
    ("budget_incl_vat", _("Budget"), "incl"),
    ("asked_incl_vat", _("Asked in all offers"), "incl"),
    ("awarded_incl_vat", _("Awarded"), "incl"),
    ("committed_incl_vat", _("Committed"), "incl"),
    ("paid_incl_vat", _("Paid for accepted deliverables"), "incl"),
    ("cofunding_incl_vat", _("co-funding granted"), "incl"),
    ("bought_excl_vat", _("Bought"), "excl"),
)


@dataclass(frozen=True)
class BudgetLine:
    """Set aside, committed, paid and left, in euro including VAT."""

    label: Any
    reserved: Decimal
    committed: Decimal
    paid: Decimal

    @property
    def left(self) -> Decimal:
        """What no award or contract takes. Below zero: more was committed than set aside."""
        return self.reserved - self.committed


@dataclass(frozen=True)
class PhaseBudget:
    """The budget of one kind of phase: together, and per source."""

    label: Any
    lines: list[BudgetLine]


def funnel_steps(totals: Totals) -> list[Step]:
    """The steps of a selection, all phases together, for the picture."""
    return steps_of(lambda name: _sum(totals, name))


def _sum(totals: Totals, name: str) -> Any:
    """A sum of which every step is a part of the one before.

    Where nobody scores, what is admissible is above every threshold there is. Of a call run outside
    the portal nobody counted drafts: each of its offers was one.
    """
    known = totals[name]
    if name == "drafts" and known is not None:
        return known + (totals["offers"] or 0) - totals.conversion("offers", "drafts").numerator
    if name != "above_threshold" or known is None:
        return known
    found = [
        kind.sums["admissible"] if kind.sums[name] is None else kind.sums[name]
        for kind in totals.kinds
    ]
    return sum(count for count in found if count is not None)


def stages(totals: Totals, query: str) -> list[dict[str, Any]]:
    """The bars with the table beside them; each number leads to the offers behind it."""
    amounts = {"offers": totals["asked_incl_vat"], "awarded": totals["awarded_incl_vat"]}
    rows = [
        {
            "label": label,
            "count": _sum(totals, name),
            "amount": amounts.get(name),
            "url": f"{reverse('funnel:selection-offers', args=[name])}?{query}"
            if name in STAGES
            else "",
        }
        for name, label in STEP_LABELS.items()
        if totals[name] is not None
    ]
    if totals["bought"] is not None:
        row = {"label": LABELS["bought"], "count": totals["bought"], "amount": None, "url": ""}
        rows.append(row)
    return rows


def parts(totals: Totals) -> list[Part]:
    """Every conversion, also where there is nothing to be a part of."""
    return [
        Part(_("Calls before which the market was consulted, of all calls"),
             totals.consulted_of_calls),
        *(Part(label, totals.conversion(*pair)) for pair, label in PART_LABELS.items()),
        Part(_("Calls that led to a purchase, of all calls"), totals.bought_of_calls),
    ]  # fmt: skip


def losses(totals: Totals) -> list[Part]:
    """Each reason why offers went no further, as a part of the drafts started."""
    started = int(totals["drafts"] or 0)
    return [Part(LOSS_LABELS[name], Conversion(count, started)) for name, count in totals.losses()]


def budgets(totals: Totals) -> list[PhaseBudget]:
    """Per kind of phase and source, and all phases together at the end."""
    found = [
        PhaseBudget(kind.name, _lines(kind.sums))
        for kind in totals.kinds
        if kind.sums["budget_incl_vat"]
    ]
    if len(found) > 1:
        names = next(iter(totals.kinds)).sums
        found.append(PhaseBudget(_("All phases"), _lines({name: totals[name] for name in names})))
    return found


def _lines(sums: dict[str, Any]) -> list[BudgetLine]:
    whole = [sums[f"{name}_incl_vat"] or ZERO for name in ("budget", "committed", "paid")]
    names = ("cofunding", "cofunding_committed", "cofunding_spent")
    given = [sums[f"{name}_incl_vat"] or ZERO for name in names]
    own = [total - part for total, part in zip(whole, given, strict=True)]
    together = BudgetLine(_("together"), *whole)
    if not given[0]:
        return [together]
    return [
        BudgetLine(_("the authority's own budget"), *own),
        BudgetLine(_("co-funding granted"), *given),
        together,
    ]
