"""The consensus meeting as rows that pages show: agenda, side-by-side scores, what is missing."""

from collections import defaultdict
from collections.abc import Container
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Q

from applications.models import Proposal
from assessment import agenda, drafts, ranking, results, selectors, severity
from assessment.models import Committee, Score, ScoreSheet, Seat
from assessment.selectors import Standing
from assessment.severity import Severity
from calls.models import Criterion, Phase


@dataclass(frozen=True)
class AgendaRow:
    """One offer on the agenda; percentages are whole numbers for people."""

    number: int
    proposal: Proposal
    item: agenda.Item
    agreed: int
    criteria: int

    @property
    def is_agreed(self) -> bool:
        return self.agreed == self.criteria

    @property
    def total(self) -> Decimal:
        return ranking.shown(self.item.place.total)

    @property
    def disagreement_percent(self) -> int:
        return round(self.item.disagreement * 100)


@dataclass(frozen=True)
class Given:
    """What the members gave one offer: the voting seats, and their valid scores per criterion."""

    seats: list[Seat]
    by_criterion: dict[int, list[Score]]


def agenda_rows(committee: Committee, standing: Standing | None) -> list[AgendaRow]:
    """The agenda for this reader. Offers they are tied to are placed, but not shown."""
    phase = committee.phase
    offers = list(selectors.admissible(phase))
    places = results.rank(phase, offers)
    values = selectors.valid_values(phase)
    by_reference = {offer.dossier.reference: offer for offer in offers}
    items = agenda.order(
        places,
        {offer.dossier.reference: values.get(offer.pk, {}) for offer in offers},
        results.rules_of(phase),
        (phase.scale_min, phase.scale_max),
    )
    agreed = selectors.consensus_values(phase)
    criteria = phase.criteria.count()
    return [
        AgendaRow(number, offer, item, len(agreed.get(offer.pk, {})), criteria)
        for number, item in enumerate(items, start=1)
        if (offer := by_reference[item.reference])
        and (standing is None or standing.may_read(offer.dossier_id))
    ]


def scores_of(proposal: Proposal) -> Given:
    """The valid scores of one offer with their members."""
    committee = proposal.phase.committee
    scores = (
        Score.objects.filter(
            sheet__proposal=proposal,
            sheet__state=ScoreSheet.State.HANDED_IN,
            sheet__seat__left_at=None,
        )
        .select_related("sheet__seat__user")
        .order_by("sheet__seat_id")
    )
    by_criterion: dict[int, list[Score]] = defaultdict(list)
    for score in scores:
        by_criterion[score.criterion_id].append(score)
    seats = committee.seats.filter(
        Q(theme=None) | Q(theme=proposal.dossier.theme_id), left_at=None, role__in=Seat.VOTING
    )
    return Given(list(seats.select_related("user")), dict(by_criterion))


def scores_by_offer(phase: Phase) -> dict[int, dict[int, list[Score]]]:
    """The valid scores of every offer, by offer and criterion, with their members."""
    found: dict[int, dict[int, list[Score]]] = defaultdict(lambda: defaultdict(list))
    for score in (
        Score.objects.filter(
            sheet__proposal__phase=phase,
            sheet__state=ScoreSheet.State.HANDED_IN,
            sheet__seat__left_at=None,
        )
        .select_related("sheet__seat__user")
        .order_by("sheet__seat_id")
    ):
        found[score.sheet.proposal_id][score.criterion_id].append(score)
    return found


def severities(committee: Committee, dossiers: Container[int]) -> list[Severity]:
    """How strict each member was on these offers; the page says that nothing uses it."""
    given = [
        {score.sheet.seat_id: score.value for score in scores if score.value is not None}
        for by_criterion in _scores_on(committee, dossiers)
        for scores in by_criterion.values()
    ]
    seats = committee.seats.filter(left_at=None).select_related("user")
    return severity.severities(seats, given)


def _scores_on(committee: Committee, dossiers: Container[int]) -> list[dict[int, list[Score]]]:
    found = scores_by_offer(committee.phase)
    offers = selectors.admissible(committee.phase)
    return [found[offer.pk] for offer in offers if offer.dossier_id in dossiers]


def reasons_for(proposal: Proposal, criterion: Criterion) -> str:
    """The members' reasons where no motivation was agreed on: what a letter then says."""
    return drafts.draft_motivation(
        score.reason for score in scores_of(proposal).by_criterion.get(criterion.pk, [])
    )


def grid(proposal: Proposal, given: Given) -> dict[str, Any]:
    """The scores side by side, in the form that the score_grid tag draws."""
    phase = proposal.phase
    agreed = selectors.consensus_values(phase).get(proposal.pk, {})
    criteria = []
    for criterion in phase.criteria.all():
        values = {s.sheet.seat_id: s.value for s in given.by_criterion.get(criterion.pk, [])}
        criteria.append(
            {
                "label": str(criterion),
                "weight": criterion.weight,
                "threshold": criterion.threshold,
                "scores": [values.get(seat.pk) for seat in given.seats],
                "consensus": agreed.get(criterion.code),
            }
        )
    return {
        "members": [seat.user.name for seat in given.seats],
        "scale_min": phase.scale_min,
        "scale_max": phase.scale_max,
        "criteria": criteria,
    }


def missing_consensus(committee: Committee) -> int:
    """How many offers lack a consensus on one criterion or more."""
    criteria = committee.phase.criteria.count()
    agreed = selectors.consensus_values(committee.phase)
    return sum(
        len(agreed.get(pk, {})) < criteria
        for pk in selectors.admissible(committee.phase).values_list("pk", flat=True)
    )


def short_of_scores(committee: Committee) -> int:
    """How many offers have fewer valid scores than the committee needs."""
    counts = selectors.valid_sheet_counts(committee.phase)
    return sum(
        counts.get(pk, 0) < committee.min_valid_scores
        for pk in selectors.admissible(committee.phase).values_list("pk", flat=True)
    )
