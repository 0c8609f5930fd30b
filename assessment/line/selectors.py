"""The line as it lies now: where it was moved there, else where the call put it."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from assessment import results
from assessment.line.models import LineMove
from assessment.models import Committee, RankingRow
from assessment.ranking import Outcome, Place
from calls.models import Phase, Pot

Budgets = Mapping[str, Decimal]


@dataclass(frozen=True)
class Change:
    """An offer that ends elsewhere by another line."""

    row: RankingRow
    before: str
    after: str


@dataclass(frozen=True)
class WhatIf:
    """The ranking by other budgets, beside how it stands now. Nothing of it is stored."""

    budgets: Budgets
    places: list[Place]
    changes: list[Change]

    @property
    def outcomes(self) -> dict[str, str]:
        """Where each offer would end, by reference."""
        return {place.offer.reference: place.outcome.value for place in self.places}


def moves_of(committee: Committee) -> list[LineMove]:
    """Every move, the last one last."""
    return list(committee.line_moves.select_related("moved_by"))


def budgets_now(phase: Phase) -> dict[str, Decimal]:
    """The budget of each pot including VAT (or its places), moved or as the call states it."""
    last = LineMove.objects.filter(committee__phase=phase).last()
    if last is None:
        return results.budgets_of(phase)
    return {pot: Decimal(budget) for pot, budget in last.budgets.items()}


def pots_now(phase: Phase) -> list[tuple[Pot, Decimal]]:
    """The pots of a phase with their budgets including VAT, moved or as the call states them."""
    moves = LineMove.objects.filter(committee__phase=phase)
    last = moves.last() if phase.needs_money else None
    moved = last.budgets if last else {}
    return [
        (pot, Decimal(moved.get(pot.theme.code if pot.theme else "", pot.budget_incl_vat)))
        for pot in phase.pots.select_related("theme")
    ]


def budgets_by_theme(phase: Phase) -> dict[int | None, Decimal]:
    """The budget now, by the id of the theme; None stands for a call without themes."""
    return {pot.theme_id: budget for pot, budget in pots_now(phase)}


def what_if(committee: Committee, budgets: Budgets) -> WhatIf:
    """Walk the frozen ranking down other budgets: same scores, same rules, same lots."""
    rows = {
        row.proposal.dossier.reference: row
        for row in committee.ranking.rows.select_related(
            "moved", "proposal__dossier__lead", "proposal__opened"
        )
    }
    places = results.walked_again(committee.ranking, rows.values(), budgets)
    changes = [
        Change(row, row.outcome_now, place.outcome.value)
        for place in places
        if (row := rows[place.offer.reference]).outcome_now != place.outcome.value
    ]
    return WhatIf(budgets, places, changes)


def needed_for(places: list[Place], pot: str, *, by_place: bool) -> list[tuple[str, Decimal]]:
    """What the budget of a pot must be for the line to lie after each ranked offer."""
    found, total = [], Decimal(0)
    for place in places:
        if place.offer.pot == pot and place.outcome in {
            Outcome.WITHIN_BUDGET, Outcome.BEYOND_BUDGET
        }:  # fmt: skip
            total += Decimal(1) if by_place else place.offer.price_incl_vat
            found.append((place.offer.reference, total))
    return found
