"""The frozen ranking as a page shows it, per pot; of a long one a page at a time."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cache
from typing import Any, NamedTuple

from django.db.models import F
from django.db.models.functions import Coalesce

from assessment import results
from assessment.models import Committee, Ranking
from assessment.ranking import Outcome, shown
from portal.look.wording import number_text

A_PAGE = 100  # rows of the ranking on one page


class Row(NamedTuple):
    """One place as it is stored, with the names of its offer: plain values, no objects."""

    number: int  # the order in which the ranking was frozen
    dossier_id: int
    reference: str
    title: str
    name: str
    rank: int | None
    total: str
    score: Decimal
    scores: dict[str, str]
    amount: Decimal
    frozen_outcome: str
    outcome: str  # the line moved or not

    @property
    def label(self) -> str:
        return self.title

    @property
    def note(self) -> str:
        return f"{self.reference}, {self.name}"

    @property
    def url(self) -> str:
        return f"#{self.reference}"

    @property
    def is_funded(self) -> bool:
        return self.outcome == Outcome.WITHIN_BUDGET


@dataclass(frozen=True)
class Pot:
    """One budget with the offers that drew on it; `theme` is "" where a call has no themes.

    Where an award costs no money the budget is a number of places. Of `ranked`, the page shows
    the rows from `first` to `last`; `figures` and `below` hold what is on the page only.
    """

    theme: str
    budget: Decimal
    ranked: list[Row]
    first: int
    last: int
    figures: list["Figures"]
    below: list["Figures"]

    @property
    def places(self) -> int:
        """The budget as a number of places, where an award costs no money."""
        return int(self.budget)

    @property
    def on_page(self) -> list[Row]:
        """The ranked offers that this page shows."""
        return self.ranked[self.first : self.last]


@dataclass(frozen=True)
class Figures:
    """The exact figures behind one place: fractions as they were frozen, and for people."""

    row: Row
    scores: list[tuple[str, str, bool]]  # criterion code, score, whether it is too low
    is_total_low: bool
    lot: str


def rows_of(committee: Committee) -> list[Row]:
    """Every row in the order of the ranking; one query."""
    whose = "dossier__pseudonym" if committee.hides_names else "dossier__lead__name"
    found = committee.ranking.rows.annotate(now=Coalesce("moved__outcome", F("outcome")))
    return [
        Row(*values)
        for values in found.values_list(
            "pk", "proposal__dossier_id", "proposal__dossier__reference",
            "proposal__opened__title", f"proposal__{whose}", "rank", "total", "total_shown",
            "scores", "price_incl_vat", "outcome", "now",
        )
    ]  # fmt: skip


def is_intact(frozen: Ranking, rows: Sequence[Row]) -> bool:
    """Whether these rows, read from the database, are all that was frozen: the hash says so."""
    stored = [
        results.as_json(
            row.reference, row.rank, row.total, row.scores, row.amount, row.frozen_outcome
        )
        for row in sorted(rows, key=lambda row: row.number)
    ]
    return results.fingerprint(frozen.rules, stored) == frozen.sha256


def pots(
    frozen: Ranking,
    *,
    rows: Sequence[Row],
    moved: Mapping[str, str] | None = None,
    first: int = 0,
    last: int | None = None,
) -> list[Pot]:
    """The pots that have a row between `first` and `last`, counted over all pots in order.

    `moved` holds the budgets of a line that was moved, in euro incl. VAT.
    """
    rules = frozen.rules
    budgets = moved or rules.get("budgets_incl_vat") or rules["places"]
    read = cache(_read)  # many rows, few different scores
    found, before = [], 0
    for theme in sorted(budgets):
        own = [row for row in rows if rules["pots"][row.reference] == theme]
        ranked = [row for row in own if row.rank is not None]
        below = [row for row in own if row.rank is None]
        start, stop = max(first - before, 0), max((last or len(rows)) - before, 0)
        before += len(own)
        on_page = own[start:stop]
        if own and not on_page:
            continue
        split = len(ranked)
        found.append(
            Pot(
                theme=theme,
                budget=Decimal(budgets[theme]),
                ranked=ranked,
                first=min(start, split),
                last=min(stop, split),
                figures=[_figures(row, rules, read) for row in ranked[start:stop]],
                below=[
                    _figures(row, rules, read)
                    for row in below[max(start - split, 0) : max(stop - split, 0)]
                ],
            )
        )
    return found


def _read(score: str) -> tuple[Fraction, str]:
    """A stored score, exact and for people: a whole one, as a consensus is, without decimals."""
    exact = Fraction(score)
    return exact, number_text(int(exact) if exact.denominator == 1 else shown(exact))


def _figures(
    row: Row, rules: dict[str, Any], read: Callable[[str], tuple[Fraction, str]]
) -> Figures:
    scores = []
    for criterion in rules["criteria"]:
        exact, text = read(row.scores[criterion["code"]])
        least = criterion["threshold"]
        scores.append((criterion["code"], text, least is not None and exact < least))
    return Figures(
        row=row,
        scores=scores,
        is_total_low=bool(rules.get("least_total"))
        and Fraction(row.total) < Fraction(rules["least_total"]),
        lot=rules["lots"][row.reference][:8],
    )
