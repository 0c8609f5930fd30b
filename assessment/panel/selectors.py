"""How the work is divided and how far it is, as rows for pages."""

from collections import defaultdict
from dataclasses import dataclass

from django.db.models import Q

from applications.models import Proposal
from assessment import selectors
from assessment.models import Committee, ScoreSheet
from assessment.panel.models import Allotment
from assessment.panel.proposing import Reader
from assessment.selectors import Standing


@dataclass(frozen=True)
class OfferRow:
    """One offer: how many score it, how many are ready, and who abstained or is kept away."""

    offer: Proposal
    readers: int
    handed_in: int
    abstained: int
    kept_away: int
    least: int

    @property
    def is_short(self) -> bool:
        """Too few members are left to reach the least number of valid scores."""
        return self.readers < self.least


def offer_rows(committee: Committee) -> list[OfferRow]:
    """Every offer with its counts, by reference, in a fixed number of queries."""
    offers = list(selectors.admissible(committee.phase))
    voters = [one for one in selectors.standings(committee) if one.seat.votes]
    allotted = allotted_seats(committee)
    states: dict[int, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    sheets = ScoreSheet.objects.filter(seat__committee=committee, seat__left_at=None)
    for proposal_id, state in sheets.values_list("proposal_id", "state"):
        states[proposal_id][state] += 1
    rows = []
    for offer in offers:
        asked = [
            one
            for one in voters
            if offer.dossier_id in one.asked
            and (allotted is None or one.seat.pk in allotted[offer.pk])
        ]
        away = sum(one.is_barred or offer.dossier_id in one.ties for one in asked)
        counts = states[offer.pk]
        rows.append(
            OfferRow(
                offer,
                readers=len(asked) - away - counts["abstained"],
                handed_in=counts["handed_in"],
                abstained=counts["abstained"],
                kept_away=away,
                least=committee.min_valid_scores,
            )
        )
    return rows


def allotted_seats(committee: Committee) -> dict[int, set[int]] | None:
    """The seats per offer; None where everybody scores everything."""
    if Committee.objects.filter(pk=committee.pk, allocation=None).exists():
        return None
    seats: dict[int, set[int]] = defaultdict(set)
    for proposal_id, seat_id in Allotment.objects.filter(
        allocation__committee=committee
    ).values_list("proposal_id", "seat_id"):
        seats[proposal_id].add(seat_id)
    return seats


def voting_standings(committee: Committee) -> list[Standing]:
    """The members who score, in the order in which they were seated."""
    return [one for one in selectors.standings(committee) if one.seat.votes]


def readers_of(standings: list[Standing], offers: list[Proposal]) -> list[Reader]:
    """The members as the proposal sees them: the expertise, and what they are kept away from."""
    return [
        Reader(
            one.seat.pk,
            one.seat.profile.strip().casefold(),
            frozenset(offer.pk for offer in offers if is_away(one, offer)),
        )
        for one in standings
    ]


def is_away(standing: Standing, offer: Proposal) -> bool:
    """Whether an interest or the theme of the seat keeps a member from this offer."""
    return (
        standing.is_barred
        or offer.dossier_id not in standing.asked
        or offer.dossier_id in standing.ties
    )


def sheets_with_work(committee: Committee) -> set[tuple[int, int]]:
    """Seat and offer of each sheet on which something was written, or that was answered."""
    begun = ScoreSheet.objects.filter(
        Q(state__in=[ScoreSheet.State.HANDED_IN, ScoreSheet.State.ABSTAINED])
        | Q(state=ScoreSheet.State.DRAFT, scores__version__gt=0),
        seat__committee=committee,
    )
    return set(begun.values_list("seat_id", "proposal_id"))
