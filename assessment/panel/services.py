"""Dividing the offers among the members: by hand, or as proposed and then changed."""

from collections.abc import Mapping

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from assessment import selectors as assessment_selectors
from assessment import waiting
from assessment.models import Committee, ScoreSheet
from assessment.panel import permissions, proposing, selectors
from assessment.panel.models import Allocation, Allotment
from assessment.selectors import Standing
from assessment.transitions import require_scoring
from portal.accounts.models import User
from portal.audit.record import record
from portal.clock import portal_now
from portal.work.models import Task
from portal.workflow import TransitionRefused, lock

Chosen = Mapping[int, frozenset[int]]  # seat ids by the id of the offer


def proposal_for(committee: Committee, per_offer: int) -> dict[int, frozenset[int]]:
    """Who could score what: every expertise on each offer where possible, loads even.

    What a member has begun stays with that member. Saves nothing.
    """
    offers = list(assessment_selectors.admissible(committee.phase))
    standings = selectors.voting_standings(committee)
    readers = selectors.readers_of(standings, offers)
    proposed = proposing.propose([offer.pk for offer in offers], readers, per_offer)
    begun = selectors.sheets_with_work(committee)
    kept = {one.seat.pk for one in standings}
    return {
        offer: seats | {seat for seat, other in begun if other == offer and seat in kept}
        for offer, seats in proposed.items()
    }


@transaction.atomic
def allocate(committee: Committee, chosen: Chosen, *, per_offer: int, by: User) -> Allocation:
    """Let members score these offers only; sheets come and go with it.

    Raises PermissionDenied, or TransitionRefused with everything that is wrong, one fault a line:
    too few members on an offer, somebody whom an interest keeps away, work that would be lost.
    """
    committee = lock(committee)
    if not permissions.can_allocate(by, committee):
        raise PermissionDenied("allocate")
    require_scoring(committee)
    if problems := problems_of(committee, chosen):
        raise TransitionRefused("\n".join(problems), code="allocation")
    allocation, _is_new = Allocation.objects.update_or_create(
        committee=committee,
        defaults={"per_offer": per_offer, "changed_by": by, "changed_at": portal_now()},
    )
    allocation.allotments.all().delete()
    Allotment.objects.bulk_create(
        Allotment(allocation=allocation, seat_id=seat, proposal_id=offer)
        for offer, seats in sorted(chosen.items())
        for seat in sorted(seats)
    )
    record("allocate", committee, by=by, per_offer=per_offer, loads=_loads(chosen))
    _renew_sheets(committee)
    return allocation


@transaction.atomic
def let_everybody_score(committee: Committee, *, by: User) -> None:
    """Take the division back: every member scores every offer that no interest keeps them from."""
    committee = lock(committee)
    if not permissions.can_allocate(by, committee):
        raise PermissionDenied("allocate")
    require_scoring(committee)
    Allocation.objects.filter(committee=committee).delete()
    record("let_everybody_score", committee, by=by)
    _renew_sheets(committee)


def problems_of(committee: Committee, chosen: Chosen) -> list[str]:
    """What is wrong with a division, in sentences; empty when nothing is."""
    offers = list(assessment_selectors.admissible(committee.phase))
    standings = selectors.voting_standings(committee)
    begun = selectors.sheets_with_work(committee)
    problems = []
    for offer in offers:
        seats = chosen.get(offer.pk, frozenset())
        reference = offer.dossier.reference
        able = sum(not selectors.is_away(one, offer) for one in standings)
        least = min(committee.min_valid_scores, able)
        if len(seats) < least:
            problems.append(
                _("%(offer)s needs at least %(least)s members.")
                % {"offer": reference, "least": least}
            )
        for one in standings:
            words = {"name": one.seat.user.name, "offer": reference}
            if one.seat.pk in seats and selectors.is_away(one, offer):
                problems.append(_("%(name)s cannot judge %(offer)s.") % words)
            if one.seat.pk not in seats and (one.seat.pk, offer.pk) in begun:
                problems.append(_("%(name)s has begun to score %(offer)s and keeps it.") % words)
    return problems


def _loads(chosen: Chosen) -> list[int]:
    """How many offers each seat has, the fewest first: the history shows whether it is even."""
    seats = [seat for each in chosen.values() for seat in each]
    return sorted(seats.count(seat) for seat in set(seats))


def _renew_sheets(committee: Committee) -> None:
    """Empty sheets that are no longer asked go; new ones come for who has declared."""
    for standing in selectors.voting_standings(committee):
        if standing.has_declared:
            _renew_sheets_of(standing)


def _renew_sheets_of(standing: Standing) -> None:
    seat = standing.seat
    offers = assessment_selectors.offers_to_score(standing)
    asked = set(offers.values_list("pk", flat=True))
    drafts = seat.sheets.filter(state=ScoreSheet.State.DRAFT)
    drafts.exclude(proposal__in=asked).exclude(scores__version__gt=0).delete()
    ScoreSheet.objects.bulk_create(
        [ScoreSheet(seat=seat, proposal_id=offer) for offer in sorted(asked)],
        ignore_conflicts=True,
    )
    if drafts.exists():
        waiting.ask_to_score(seat)
    else:
        waiting.done(Task.Kind.SCORE, seat.committee, seat.user)
