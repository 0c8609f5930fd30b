"""Reads that several pages and rules share."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import NamedTuple

from django.db.models import Case, Count, Q, QuerySet, Sum, When

from applications.models import Proposal
from assessment.independence.models import Warning
from assessment.models import Committee, Consensus, Declaration, Score, ScoreSheet, Seat
from calls.models import Call, CallRole, Phase
from portal.accounts.models import User
from portal.models import CURRENT, PortalNow


class Said(NamedTuple):
    """What somebody declared on one offer; of large calls there are thousands."""

    seat_id: int
    dossier_id: int
    kind: str
    theme_id: int | None


@dataclass(frozen=True)
class Standing:
    """What a person on a committee may see: all follows from what they declared (REQ-07)."""

    seat: Seat
    asked: frozenset[int]  # dossiers on which a declaration is asked
    cleared: frozenset[int]  # declared without interest, in this committee
    ties: frozenset[int]  # declared a tie, in any phase of the call
    is_barred: bool  # from the whole call
    unanswered: frozenset[int] = field(default=frozenset())
    has_begun: bool = True  # the term of the seat
    pending: frozenset[int] = field(default=frozenset())  # a likely conflict waits on a decision

    @property
    def has_declared(self) -> bool:
        """Whether content may show at all: the term runs, every name answered, and not barred."""
        return self.has_begun and not self.is_barred and not self.unanswered

    def may_read(self, dossier_id: int) -> bool:
        """Whether this person may see anything of that offer."""
        return self.has_declared and dossier_id in self.cleared and dossier_id not in self.hidden

    @property
    def hidden(self) -> frozenset[int]:
        """The offers of which nothing shows: of a tie, or while a warning waits on a decision."""
        return self.ties | self.pending

    def is_kept_away(self, dossier_ids: Iterable[int] = ()) -> bool:
        """Barred, not yet declared, or tied to one of these dossiers."""
        return not self.has_declared or bool(self.hidden & set(dossier_ids))


def admissible(phase: Phase) -> "QuerySet[Proposal]":
    """The offers that are assessed: opened, and judged admissible."""
    return (
        Proposal.objects.filter(
            phase=phase, opened__isnull=False, admissibility__is_admissible=True
        )
        .select_related("dossier__lead", "dossier__theme", "opened")
        .order_by("dossier__reference")
    )


def standings(committee: Committee, user: User | None = None) -> list[Standing]:
    """The standing of everybody who has a seat now, or of one of them; in three queries."""
    held = committee.seats.sitting() if user is None else committee.seats.of(user)
    has_begun = Case(When(Q(from_at=None) | Q(from_at__lte=PortalNow()), then=True), default=False)
    seats = list(
        held.annotate(has_begun=has_begun).select_related("user", "theme", "replaces__user")
    )
    themes = dict(admissible(committee.phase).values_list("dossier_id", "dossier__theme_id"))
    said: dict[int, list[Said]] = defaultdict(list)
    for user_id, seat_id, on_id, kind, theme_id in Declaration.objects.filter(
        seat__user__in=[seat.user_id for seat in seats],
        seat__committee__phase__call=committee.phase.call_id,
    ).values_list("seat__user_id", "seat_id", "dossier_id", "kind", "dossier__theme_id"):
        said[user_id].append(Said(seat_id, on_id, kind, theme_id))
    pending: dict[int, set[int]] = defaultdict(set)
    waiting = Warning.objects.waiting().filter(user__in=said.keys() | {s.user_id for s in seats})
    for user_id, dossier_id in waiting.filter(dossier__call=committee.phase.call_id).values_list(
        "user_id", "dossier_id"
    ):
        pending[user_id].add(dossier_id)
    return [
        _standing(
            seat, _asked_of(seat, themes), said[seat.user_id], frozenset(pending[seat.user_id]),
            is_whole=committee.phase.one_award_each,
        )
        for seat in seats
    ]  # fmt: skip


def standing_of(user: User, committee: Committee) -> Standing | None:
    """This person's standing, None without a seat."""
    return next(iter(standings(committee, user)), None)


def readable_offers(standing: Standing) -> "QuerySet[Proposal]":
    """The offers of which this member may see the content."""
    if not standing.has_declared:
        return Proposal.objects.none()
    return admissible(standing.seat.committee.phase).filter(
        dossier__in=standing.cleared - standing.hidden
    )


def offers_to_score(standing: Standing) -> "QuerySet[Proposal]":
    """The offers of which this member fills in a sheet: all they may read, or those allotted."""
    offers = readable_offers(standing)
    if Committee.objects.filter(pk=standing.seat.committee_id, allocation=None).exists():
        return offers
    return offers.filter(allotments__seat=standing.seat)


def sheets_of(seat: Seat) -> "QuerySet[ScoreSheet]":
    """A member's own sheets that count or may come to count, by the reference of the offer."""
    return (
        seat.sheets.readable_by(seat.user)
        .exclude(state__in=[ScoreSheet.State.VOID, ScoreSheet.State.ABSTAINED])
        .select_related("proposal__dossier__lead", "proposal__opened")
        .order_by("proposal__dossier__reference")
    )


def valid_values(phase: Phase) -> dict[int, dict[str, list[int]]]:
    """The values that count, per proposal and criterion code: handed in, and not void."""
    values: dict[int, dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
    scores = Score.objects.filter(
        sheet__proposal__phase=phase,
        sheet__state=ScoreSheet.State.HANDED_IN,
        sheet__seat__left_at=None,
    ).order_by("sheet__seat_id")
    for proposal_id, code, value in scores.values_list(
        "sheet__proposal_id", "criterion__code", "value"
    ):
        if value is not None:
            values[proposal_id][code].append(value)
    return values


def valid_means(phase: Phase) -> dict[int, dict[str, Fraction]]:
    """The exact mean of the values that count, per proposal and criterion code."""
    sums = (
        Score.objects.filter(
            sheet__proposal__phase=phase,
            sheet__state=ScoreSheet.State.HANDED_IN,
            sheet__seat__left_at=None,
            value__isnull=False,
        )
        .order_by()
        .values_list("sheet__proposal_id", "criterion__code")
        .annotate(total=Sum("value"), votes=Count("pk"))
    )
    kept: dict[tuple[int, int], Fraction] = {}  # few members and values: few different means
    means: dict[int, dict[str, Fraction]] = defaultdict(dict)
    for proposal_id, code, total, votes in sums:
        mean = kept.get((total, votes))
        if mean is None:
            mean = kept[total, votes] = Fraction(total, votes)
        means[proposal_id][code] = mean
    return means


def valid_sheet_counts(phase: Phase) -> dict[int, int]:
    """How many valid sheets each offer has."""
    rows = ScoreSheet.objects.filter(
        proposal__phase=phase, state=ScoreSheet.State.HANDED_IN, seat__left_at=None
    ).values("proposal_id")
    return {row["proposal_id"]: row["count"] for row in rows.annotate(count=Count("pk"))}


def consensus_values(phase: Phase) -> dict[int, dict[str, int]]:
    """The consensus scores, per proposal and criterion code."""
    values: dict[int, dict[str, int]] = defaultdict(dict)
    for proposal_id, code, value in Consensus.objects.filter(proposal__phase=phase).values_list(
        "proposal_id", "criterion__code", "value"
    ):
        values[proposal_id][code] = value
    return values


def deciding_officers(committee: Committee) -> list[User]:
    """On whom the decision waits: the call's officers, those with a seat in the call excepted."""
    call = committee.phase.call
    roles = [CallRole.Role.AUTHOR, CallRole.Role.OFFICER]
    return list(
        User.objects.filter(
            call_roles__in=CallRole.objects.filter(CURRENT, call=call, role__in=roles)
        )
        .exclude(seats__committee__phase__call=call)
        .distinct()
    )


def people_to_ask(call: Call) -> "QuerySet[User]":
    """Whom a form suggests: who judged for this authority before, and who works there."""
    return (
        User.objects.filter(
            Q(seats__committee__phase__call__contracting_authority=call.contracting_authority_id)
            | Q(memberships__organisation=call.contracting_authority_id),
            is_active=True,
        )
        .distinct()
        .order_by("name")
    )


def people_not_ready(committee: Committee) -> list[Seat]:
    """Voting members who have not declared on everybody, or still have a sheet to hand in."""
    drafts = ScoreSheet.objects.filter(seat__committee=committee, state=ScoreSheet.State.DRAFT)
    busy = set(drafts.values_list("seat_id", flat=True))
    return [
        one.seat
        for one in standings(committee)
        if one.seat.votes and not one.is_barred and (one.unanswered or one.seat.pk in busy)
    ]


def _asked_of(seat: Seat, themes: Mapping[int, int | None]) -> frozenset[int]:
    """The dossiers that a seat judges: those of its theme, or all without one."""
    return frozenset(dossier for dossier, theme in themes.items() if seat.theme_id in {None, theme})


def _standing(
    seat: Seat,
    asked: frozenset[int],
    said: list[Said],
    pending: frozenset[int],
    *,
    is_whole: bool,
) -> Standing:
    """Offers of a theme compete within it: a heavy interest there bars from that theme only.

    With `is_whole` a company gets one place over all themes, so that they compete too.
    """
    here = [one for one in said if one.seat_id == seat.pk]
    heavy = [one for one in said if one.kind == Declaration.Kind.BARRED]
    barred = any(is_whole or one.theme_id is None for one in heavy)
    return Standing(
        seat=seat,
        asked=asked,
        cleared=frozenset(one.dossier_id for one in here if one.kind == Declaration.Kind.NONE),
        ties=frozenset(one.dossier_id for one in said if one.kind != Declaration.Kind.NONE),
        is_barred=barred,
        unanswered=asked - {one.dossier_id for one in here},
        has_begun=getattr(seat, "has_begun", True),
        pending=pending,
    )
