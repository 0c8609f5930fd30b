"""One person stands on one side of a call: applicant in one and assessor in another, never both.

Who takes a part on the asking side is checked against the offers of their companies, and alone
reads why it is refused: before the opening nobody else may learn that there is an offer. Who has
such a part begins no offer, and does not see those of a company they work for. Both checks lock the
person first, so that they cannot pass one another.
"""

from collections.abc import Callable
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from calls.models import Call, CallRole
from portal.accounts.models import User
from portal.compiled import for_person
from portal.workflow import TransitionRefused

OffersOf = Callable[[User, QuerySet[Call]], bool]
PartOf = Callable[[User], Q]
_offers: list[OffersOf] = []
_parts: list[PartOf] = []


def tells_offers(rule: OffersOf) -> OffersOf:
    """Register whether a company of this person has an offer in one of these calls."""
    _offers.append(rule)
    return rule


def tells_parts(part: PartOf) -> PartOf:
    """Register in which calls this person has a part that the rooms above give."""
    _parts.append(part)
    return part


def worked_on(user: User) -> QuerySet[Call]:
    """The calls in which this person has a part on the asking side."""
    asks = Q(pk__in=Call.objects.staffed_by(user).values("pk"))
    asks |= Q(pk__in=Call.objects.held_by(user).values("pk"))
    asks |= Q(roles__user=user, roles__role=CallRole.Role.AUTHOR)
    for part in _parts:
        asks |= part(user)
    return Call.objects.filter(asks).distinct()


@for_person
def ids_worked_on(person: int) -> QuerySet[Call, Any]:
    """The same calls by number, for a condition in a query that every page of a company asks."""
    return worked_on(User(pk=person)).values("pk")


def require_free(user: User, calls: QuerySet[Call]) -> None:
    """Raise TransitionRefused where a company of this person takes part; the person is locked.

    Its text is for this person only: their company knows that it has an offer.
    """
    if any(rule(user, calls) for rule in _offers):
        raise TransitionRefused(
            _(
                "A company that you work for takes part in this call, or in a call of this "
                "organisation. Nobody stands on both sides. Say no, or leave the company first. "
                "Who asked you does not see this."
            ),
            code="both_sides",
        )


def require_no_part(user: User, call: Call) -> None:
    """Raise TransitionRefused where this person works on the call; the person is locked."""
    if worked_on(user).filter(pk=call.pk).exists():
        raise TransitionRefused(
            _(
                "You have a part in this call on the side that asks. Nobody stands on both sides: "
                "a colleague of your company begins the offer, and you will not see it."
            ),
            code="both_sides",
        )
