"""The frozen ranking as a page shows it, per pot."""

from collections.abc import Set
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from assessment.models import Committee, RankingRow
from assessment.ranking import Outcome, shown


@dataclass(frozen=True)
class Pot:
    """One budget with the offers that drew on it; `theme` is "" where a call has no themes.

    Where an award costs no money the budget is a number of places.
    """

    theme: str
    budget: Decimal
    ranked: list[dict[str, Any]]  # for the budget_line tag
    figures: list["Figures"]
    below: list["Figures"]

    @property
    def places(self) -> int:
        """The budget as a number of places, where an award costs no money."""
        return int(self.budget)


@dataclass(frozen=True)
class Figures:
    """The exact figures behind one place: fractions as they were frozen, and for people."""

    row: RankingRow
    scores: list[tuple[str, Decimal | int, bool]]  # criterion code, score, whether it is too low
    total: Decimal
    is_total_low: bool
    exact: str
    lot: str


def pots(committee: Committee, *, hidden: Set[int]) -> list[Pot]:
    """The ranking for a reader from whom the dossiers in `hidden` are kept."""
    frozen = committee.ranking
    rows = [
        row
        for row in frozen.rows.select_related(
            "moved", "proposal__dossier__lead", "proposal__dossier__theme", "proposal__opened"
        )
        if row.proposal.dossier_id not in hidden
    ]
    found = []
    last = committee.line_moves.last()
    drawn = frozen.rules.get("budgets_incl_vat") or frozen.rules["places"]
    for theme, budget in sorted((last.budgets if last else drawn).items()):
        own = [row for row in rows if frozen.rules["pots"][row.proposal.dossier.reference] == theme]
        ranked = [row for row in own if row.rank is not None]
        figures = {row.pk: _figures(row, frozen.rules) for row in own}
        found.append(
            Pot(
                theme=theme,
                budget=Decimal(budget),
                ranked=[_line(row, committee) for row in ranked],
                figures=[figures[row.pk] for row in ranked],
                below=[figures[row.pk] for row in own if row.rank is None],
            )
        )
    return found


def _line(row: RankingRow, committee: Committee) -> dict[str, Any]:
    dossier = row.proposal.dossier
    return {
        "rank": row.rank,
        "label": row.proposal.opened.title,
        "note": f"{dossier.reference}, {committee.name_of(dossier)}",
        "url": f"#{row.proposal.dossier.reference}",
        "score": row.total_shown,
        "amount": row.price_incl_vat,
        "is_funded": row.outcome_now == Outcome.WITHIN_BUDGET,
    }


def _plain(score: Fraction) -> Decimal | int:
    """A whole score without decimals: a consensus always is one."""
    return int(score) if score.denominator == 1 else shown(score)


def _figures(row: RankingRow, rules: dict[str, Any]) -> Figures:
    reference = row.proposal.dossier.reference
    return Figures(
        row=row,
        scores=[
            (
                criterion["code"],
                _plain(Fraction(row.scores[criterion["code"]])),
                criterion["threshold"] is not None
                and Fraction(row.scores[criterion["code"]]) < criterion["threshold"],
            )
            for criterion in rules["criteria"]
        ],
        total=row.total_shown,
        is_total_low=bool(rules.get("least_total"))
        and Fraction(row.total) < Fraction(rules["least_total"]),
        exact=row.total,
        lot=rules["lots"][reference][:8],
    )
