"""A report as tables of words: the page and the PDF draw the same ones, from the figures kept."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from funnel.figures import Conversion
from funnel.portfolio import pages as portfolio
from funnel.sankey import Step
from funnel.summaries.totals import Totals, from_stored
from funnel.timing.pages import stage_rows
from funnel.timing.stages import StageFigures
from portal.look.wording import euro_text, number_text

ACTIVITY = {
    "published": gettext_lazy("Calls published"),
    "closed": gettext_lazy("Deadlines passed"),
    "opened": gettext_lazy("Vaults opened"),
    "released": gettext_lazy("Results told to all applicants"),
    "signed": gettext_lazy("Contracts signed"),
    "paid_incl_vat": gettext_lazy("Paid, including VAT"),
    "bought": gettext_lazy("Purchases"),
    "bought_excl_vat": gettext_lazy("Bought, excluding VAT"),
}
AMOUNTS = {
    "asked_incl_vat": gettext_lazy("Asked in all offers, including VAT"),
    "awarded_incl_vat": gettext_lazy("Awarded, including VAT"),
    "paid_incl_vat": gettext_lazy("Paid, including VAT"),
    "bought_excl_vat": gettext_lazy("Bought, excluding VAT"),
}


@dataclass(frozen=True)
class Table:
    """Words only. The first cell of a row names it; the other cells are figures."""

    title: str
    head: list[str]
    rows: list[list[str]]

    @property
    def labelled(self) -> list[tuple[str, list[tuple[str, str]]]]:
        """Each row as its name and its figures, these with the head of their column."""
        return [(row[0], list(zip(self.head[1:], row[1:], strict=True))) for row in self.rows]


def totals(data: Mapping[str, Any]) -> Totals:
    """The totals as they were kept."""
    return from_stored(data["totals"])


def steps(data: Mapping[str, Any]) -> list[Step]:
    """What the picture is drawn of: the calls of the portal, of which every step is known."""
    return portfolio.funnel_steps(from_stored(data["portal"]))


def tables(data: Mapping[str, Any]) -> list[Table]:
    """Everything that the report tells, in order; a table without rows is left out."""
    found = totals(data)
    all_of_them = [
        _counts(found),
        _parts(found),
        _money(found),
        _budgets(found),
        _losses(found),
        _times(data["times"]),
        _activity(data["activity"]),
    ]
    return [table for table in all_of_them if table.rows]


def _counts(found: Totals) -> Table:
    rows = [
        [_("Calls"), number_text(found.calls)],
        [_("of which run outside the portal"), number_text(found.registered)],
        [_("Phases of which the vault is closed: sealed, not counted"), number_text(found.sealed)],
    ]
    rows += [
        [str(stage["label"]), number_text(stage["count"])] for stage in portfolio.stages(found, "")
    ]
    return Table(_("How many came how far"), [_("Step"), _("How many")], rows)


def _parts(found: Totals) -> Table:
    rows = [[str(part.label), *_of(part.conversion)] for part in portfolio.parts(found)]
    return Table(_("Part that went on"), [_("What"), _("How many"), _("Part")], rows)


def _of(part: Conversion) -> list[str]:
    both = _("%(a)s of %(b)s") % {"a": part.numerator, "b": part.denominator}
    return [both, _("n/a") if part.percent is None else f"{part.percent:.0f}%"]


def _money(found: Totals) -> Table:
    rows = [[str(label), _euros(found[name])] for name, label in AMOUNTS.items()]
    return Table(_("Money"), [_("What"), _("Amount")], rows)


def _budgets(found: Totals) -> Table:
    rows = [
        [f"{budget.label}, {line.label}", *map(_euros, (line.reserved, line.committed, line.paid,
                                                        line.left))]
        for budget in portfolio.budgets(found)
        for line in budget.lines
    ]  # fmt: skip
    head = [_("Phase and source"), _("Reserved"), _("Committed"), _("Paid"), _("Left")]
    return Table(_("Budget, in euro including VAT"), head, rows)


def _losses(found: Totals) -> Table:
    rows = [[str(part.label), *_of(part.conversion)] for part in portfolio.losses(found)]
    return Table(
        _("Why offers went no further, of the drafts started"),
        [_("Reason"), _("How many"), _("Part")], rows,
    )  # fmt: skip


def _times(kept: list[dict[str, Any]]) -> Table:
    rows = [
        [
            str(row.label), number_text(row.figures.count), _days(row.figures.median),
            _days(row.figures.p90), row.norm, " ".join(_of(row.within)),
            number_text(row.figures.late),
        ]
        for row in stage_rows([_stage(each) for each in kept])
    ]  # fmt: skip
    head = [_("Stage"), _("Cases"), _("Median"), _("9 of 10 within"), _("Norm"),
            _("Within the norm"), _("Late now")]  # fmt: skip
    return Table(_("Time per stage, in calendar days"), head, rows)


def _stage(kept: dict[str, Any]) -> StageFigures:
    days = {name: None if kept[name] is None else Decimal(kept[name]) for name in ("median", "p90")}
    return StageFigures(**(kept | days | {"norms": frozenset(kept["norms"])}))


def _activity(kept: Mapping[str, Any]) -> Table:
    rows = [
        [str(label), _euros(Decimal(kept[name])) if name.endswith("_vat")
         else number_text(kept[name])]
        for name, label in ACTIVITY.items()
    ]  # fmt: skip
    return Table(_("In this period"), [_("What"), _("How many")], rows)


def _euros(amount: Any) -> str:
    return "–" if amount is None else euro_text(Decimal(amount), short=True)


def _days(days: Decimal | None) -> str:
    return "–" if days is None else number_text(days, 1)
