"""At most one place for each applicant over all themes of a round (REQ-11), as pure functions.

An applicant that would get a place in several themes keeps the one where its score is highest; of
equal scores the theme that comes first counts. In the other themes the next one moves up.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace

from assessment.ranking import Offer, Outcome, Place

Rank = Callable[[Sequence[Offer]], list[Place]]


def rank(ranked: Rank, offers: Sequence[Offer], applicants: Mapping[str, str]) -> list[Place]:
    """Rank all offers, and let each applicant hold one place. `applicants` is by offer.

    Everybody keeps rank and score. Who keeps a place keeps it for good: leaving others out only
    moves an offer up where the walk stops at the first that does not fit, which a round with one
    place each must choose. So this ends, after as many rounds as there are offers at most.
    """
    everybody = ranked(offers)
    outcomes = {place.offer.reference: place.outcome for place in everybody}
    passed_over: set[str] = set()
    while surplus := second_places(everybody, outcomes, applicants):
        passed_over |= surplus
        left = ranked([offer for offer in offers if offer.reference not in passed_over])
        outcomes = dict.fromkeys(passed_over, Outcome.ELSEWHERE)
        outcomes |= {place.offer.reference: place.outcome for place in left}
    return [replace(place, outcome=outcomes[place.offer.reference]) for place in everybody]


def second_places(
    places: Iterable[Place], outcomes: Mapping[str, Outcome], applicants: Mapping[str, str]
) -> set[str]:
    """The offers, by reference, that hold a place while their applicant has a better one."""
    held: dict[str, list[Place]] = defaultdict(list)
    for place in places:
        if outcomes[place.offer.reference] == Outcome.WITHIN_BUDGET:
            held[applicants[place.offer.reference]].append(place)
    surplus: set[str] = set()
    for own in held.values():
        best_first = sorted(own, key=lambda place: (-place.total, place.offer.pot))
        surplus |= {place.offer.reference for place in best_first[1:]}
    return surplus
