"""The minutes as a tagged PDF: who was there, what was agreed on each offer, how it ranked."""

from dataclasses import dataclass

from django.db.models import Prefetch
from django.utils import translation

from applications.models import Proposal
from assessment import meeting, selectors
from assessment.documents import LANGUAGE, blocks
from assessment.minutes.models import Presented
from assessment.models import Committee, Consensus, RankingRow, Score, Seat
from portal import pdf
from portal.theming.letter_head import letter_head


@dataclass(frozen=True)
class Agreed:
    """One criterion of one offer: what each member gave, how far apart, what was agreed."""

    name: str
    given: list[tuple[str, int | None]]
    lowest: int | None
    highest: int | None
    consensus: Consensus | None


@dataclass(frozen=True)
class Discussed:
    """One offer as the minutes tell it; `away` are members whom a tie kept from it."""

    proposal: Proposal
    name: str
    row: RankingRow | None
    criteria: list[Agreed]
    away: list[Seat]


def minutes_pdf(presented: Presented) -> bytes:
    """The text that members sign; made once, from scores and ranking that no longer change."""
    minutes = presented.minutes
    committee = minutes.committee
    authority = committee.phase.call.contracting_authority
    present = list(minutes.present.select_related("user"))
    seats = list(committee.seats.filter(left_at=None).select_related("user"))
    with translation.override(LANGUAGE):
        context = {
            "minutes": minutes,
            "presented": presented,
            "committee": committee,
            "phase": committee.phase,
            "call": committee.phase.call,
            "present": present,
            "absent": [seat for seat in seats if seat not in present],
            "blocks": blocks(minutes.text),
            "offers": discussed(committee),
            "ranking": committee.ranking,
            "sender": letter_head(authority),
            "footer_reference": presented.audit_ref,
        }
    return pdf.render("assessment/minutes/minutes.html", context, LANGUAGE)


def discussed(committee: Committee) -> list[Discussed]:
    """Every offer in the order of the ranking, in a fixed number of queries."""
    phase = committee.phase
    rows = {row.proposal_id: row for row in committee.ranking.rows.all()}
    offers = selectors.admissible(phase).prefetch_related(
        Prefetch("consensus", Consensus.objects.select_related("criterion"))
    )
    standings = selectors.standings(committee)
    criteria = list(phase.criteria.all())
    given = meeting.scores_by_offer(phase)
    found = []
    for proposal in offers:
        agreed = {each.criterion_id: each for each in proposal.consensus.all()}
        scores = given.get(proposal.pk, {})
        found.append(
            Discussed(
                proposal,
                committee.name_of(proposal.dossier),
                rows.get(proposal.pk),
                [_agreed(str(c), scores.get(c.pk, []), agreed.get(c.pk)) for c in criteria],
                [one.seat for one in standings if proposal.dossier_id in one.ties],
            )
        )
    last = len(rows) + 1
    return sorted(found, key=lambda one: ((one.row and one.row.rank) or last, one.name))


def _agreed(name: str, scores: list[Score], consensus: Consensus | None) -> Agreed:
    values = [score.value for score in scores if score.value is not None]
    return Agreed(
        name,
        [(score.sheet.seat.user.name, score.value) for score in scores],
        min(values, default=None),
        max(values, default=None),
        consensus,
    )
