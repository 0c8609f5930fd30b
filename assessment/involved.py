"""Which members of committees are involved in a call, and what waits on them."""

from assessment.models import Committee, Seat
from calls.involved import involves, waits
from calls.models import Call
from portal.accounts.models import User
from portal.work.models import Task

KINDS = (Task.Kind.DECLARE, Task.Kind.SCORE, Task.Kind.CONSENSUS, Task.Kind.ADVISE)


@involves
def members(call: Call) -> list[User]:
    """Who sits on a committee of this call now."""
    seats = Seat.objects.filter(committee__phase__call=call, left_at=None)
    return list(User.objects.filter(pk__in=seats.values("user")))


@waits
def keys_of_committees(call: Call) -> list[str]:
    """What the keys of a committee's tasks begin with (assessment/waiting.py)."""
    committees = Committee.objects.filter(phase__call=call).values_list("pk", flat=True)
    return [f"{kind.value}:{pk}:" for pk in committees for kind in KINDS]
