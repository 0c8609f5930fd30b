"""Which members of committees are involved in a call, and what waits on them."""

from django.db.models import Q

from applications.recusal import recuses
from assessment.admissibility.models import Clarification
from assessment.independence.models import StaffDeclaration
from assessment.independence.permissions import is_recused
from assessment.models import Committee, Seat
from assessment.permissions import sits_on_committee
from calls.apart import judges
from calls.involved import involves, waits
from calls.models import Call
from portal.accounts.models import User
from portal.work.models import Task

KINDS = (
    Task.Kind.DECLARE,
    Task.Kind.SCORE,
    Task.Kind.CONSENSUS,
    Task.Kind.ADVISE,
    Task.Kind.SIGN_MINUTES,
)


@judges
def judges_or_has_an_interest(user: User, call: Call) -> bool:
    """Who has or had a seat, or declared an interest as staff, does not approve, open or decide."""
    return sits_on_committee(user, call) or is_recused(user, call)


@recuses
def of_own_interests(user: User) -> Q:
    """Offers in which an officer or secretary declared an interest, and their rivals."""
    return StaffDeclaration.objects.kept_away(user)


@involves
def members(call: Call) -> list[User]:
    """Who sits on a committee of this call now."""
    seats = Seat.objects.filter(committee__phase__call=call, left_at=None)
    return list(User.objects.filter(pk__in=seats.values("user")))


@waits
def keys_of_committees(call: Call) -> list[str]:
    """What the keys of a committee's tasks begin with and of what stands beside them."""
    committees = Committee.objects.filter(phase__call=call).values_list("pk", flat=True)
    asked = Clarification.objects.filter(proposal__phase__call=call).values_list("pk", flat=True)
    return [
        *(f"{kind.value}:{pk}:" for pk in committees for kind in KINDS),
        *(f"explain:{pk}:" for pk in asked),
        *(f"{kind}:{call.pk}:" for kind in ("staff-declares", "warnings")),
    ]
