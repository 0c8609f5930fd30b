"""How far things are, as rows that a page can show: per seat, per score sheet, per member."""

from collections import defaultdict
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from django.db.models import Case, Count, IntegerField, OuterRef, Q, Subquery, When
from django.db.models.functions import Coalesce

from applications.models import Proposal
from assessment import ranking, selectors
from assessment.models import BARS_WHOLE_CALL, Committee, Declaration, Score, ScoreSheet, Seat
from assessment.results import rules_of
from assessment.selectors import Standing
from portal.accounts.models import User

State = Committee.State


@dataclass(frozen=True)
class SeatRow:
    """One phase in which somebody judges, with their own counts."""

    seat: Seat
    asked: int
    declared: int
    is_barred: bool
    drafts: int
    handed_in: int

    @property
    def step(self) -> str:
        """What comes next for this person: the page speaks about it."""
        state = self.seat.committee.state
        if self.seat.accepted_at is None and state in {State.DECLARING, State.SCORING}:
            return "invited"
        if self.is_barred:
            return "barred"
        if self.declared < self.asked and state in {State.DECLARING, State.SCORING}:
            return "declare"
        if state in {State.DECLARING, State.SCORING}:
            return "score" if self.drafts else ("wait" if self.seat.votes else "read")
        return "consensus" if state == State.CONSENSUS else "outcome"

    @property
    def leads_scoring(self) -> bool:
        """Whether this is the chair, who follows how far the others are."""
        is_chair = self.seat.role == Seat.Role.CHAIR and not self.is_barred
        return is_chair and self.seat.committee.state in {State.DECLARING, State.SCORING}

    @property
    def waits(self) -> bool:
        """Whether it waits on this person."""
        return self.step in {"invited", "declare", "score"}


@dataclass(frozen=True)
class Cell:
    """One criterion on one's own sheet."""

    code: str
    label: str
    value: int | None
    has_reason: bool


@dataclass(frozen=True)
class SheetRow:
    """One offer with one's own scores; `total` only once every criterion has a value."""

    sheet: ScoreSheet
    cells: list[Cell]
    total: Fraction | None

    @property
    def is_handed_in(self) -> bool:
        return self.sheet.state == ScoreSheet.State.HANDED_IN

    @property
    def is_complete(self) -> bool:
        """Every criterion has a value and a reason."""
        return all(cell.value is not None and cell.has_reason for cell in self.cells)

    @property
    def is_ready(self) -> bool:
        """Complete, and still to be handed in."""
        return self.is_complete and self.sheet.state == ScoreSheet.State.DRAFT

    @property
    def shown(self) -> object:
        """The weighted total for people, None while a value is missing."""
        return None if self.total is None else ranking.shown(self.total)


@dataclass(frozen=True)
class MemberRow:
    """How far one member is: counts, and no score."""

    standing: Standing
    handed_in: int
    sheets: int

    @property
    def declared(self) -> int:
        return len(self.standing.asked - self.standing.unanswered)

    @property
    def ties(self) -> int:
        return len(self.standing.asked & self.standing.ties)


def seat_rows(user: User) -> list[SeatRow]:
    """The seats of one person with their counts, the newest committee first, in one query."""
    barred = Declaration.objects.filter(
        BARS_WHOLE_CALL,
        seat__user=user,
        seat__committee__phase__call=OuterRef("committee__phase__call"),
    ).order_by().values("seat__user").annotate(count=Count("pk")).values("count")  # fmt: skip
    seats = (
        Seat.objects.of(user)
        .select_related("committee__phase__call")
        .annotate(
            asked=Case(
                When(theme=None, then=_asked()),
                default=_asked(dossier__theme=OuterRef("theme")),
            ),
            barred=Coalesce(Subquery(barred, output_field=IntegerField()), 0),
            declared=Count("declarations", distinct=True),
            drafts=Count("sheets", filter=Q(sheets__state="draft"), distinct=True),
            handed_in=Count("sheets", filter=Q(sheets__state="handed_in"), distinct=True),
        )
        .order_by("-committee__formed_at", "-pk")
    )
    return [
        SeatRow(seat, seat.asked, seat.declared, seat.barred > 0, seat.drafts, seat.handed_in)
        for seat in seats
    ]


def _asked(**own: Any) -> Coalesce:
    """How many offers the committee of a seat judges, or those of them that are the seat's own."""
    offers = Proposal.objects.filter(
        phase=OuterRef("committee__phase"), opened__isnull=False,
        admissibility__is_admissible=True, **own,
    )  # fmt: skip
    counted = offers.order_by().values("phase").annotate(count=Count("pk")).values("count")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)


def sheet_rows(standing: Standing) -> list[SheetRow]:
    """One's own sheets with their scores, by reference; empty without a vote."""
    if not standing.has_declared:
        return []
    phase = standing.seat.committee.phase
    criteria, rules = list(phase.criteria.all()), rules_of(phase)
    sheets = list(selectors.sheets_of(standing.seat))
    scores: dict[int, dict[int, Score]] = defaultdict(dict)
    for score in Score.objects.filter(sheet__in=sheets):
        scores[score.sheet_id][score.criterion_id] = score
    rows = []
    for sheet in sheets:
        own = scores[sheet.pk]
        cells = [
            Cell(
                criterion.code,
                str(criterion),
                own[criterion.pk].value if criterion.pk in own else None,
                bool(own[criterion.pk].reason) if criterion.pk in own else False,
            )
            for criterion in criteria
        ]
        values = {cell.code: Fraction(cell.value) for cell in cells if cell.value is not None}
        total = ranking.weighted_total(values, rules) if len(values) == len(rules) else None
        rows.append(SheetRow(sheet, cells, total))
    return rows


def member_rows(committee: Committee) -> list[MemberRow]:
    """How far every member is, in a fixed number of queries."""
    counts: dict[int, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for seat_id, state in ScoreSheet.objects.filter(seat__committee=committee).values_list(
        "seat_id", "state"
    ):
        counts[seat_id][state] += 1
    return [
        MemberRow(
            standing,
            counts[standing.seat.pk]["handed_in"],
            counts[standing.seat.pk]["handed_in"] + counts[standing.seat.pk]["draft"],
        )
        for standing in selectors.standings(committee)
    ]
