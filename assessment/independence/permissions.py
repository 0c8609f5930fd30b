"""Who declares without a seat, who looks into the interests of a call, and whom they keep away."""

from assessment.independence.models import BARS_WHOLE_CALL, StaffDeclaration, Warning
from assessment.models import Seat
from calls.models import Call
from calls.permissions import is_officer, is_secretary
from portal.accounts.models import User


def can_declare_as_staff(user: User, call: Call) -> bool:
    """Officers and the secretary of the call; who has a seat declares there."""
    has_seat = Seat.objects.of(user).filter(committee__phase__call=call).exists()
    return not has_seat and (is_officer(user, call) or is_secretary(user, call))


def can_look_into(user: User, call: Call) -> bool:
    """Who forms the committee reads what was declared and decides on warnings."""
    return is_officer(user, call) or is_secretary(user, call)


def can_decide(user: User, warning: Warning) -> bool:
    """Nobody decides on a warning about themselves."""
    return warning.user_id != user.pk and can_look_into(user, warning.dossier.call)


def can_record_conflict(user: User, seat: Seat) -> bool:
    """The same people, about anybody on the committee but themselves."""
    return seat.user_id != user.pk and can_look_into(user, seat.committee.phase.call)


def is_recused(user: User, call: Call) -> bool:
    """Whether an own interest keeps an officer from deciding over all offers of this call."""
    return (
        StaffDeclaration.objects.filter(user=user, dossier__call=call)
        .exclude(kind=StaffDeclaration.Kind.NONE)
        .exists()
    )


def is_barred(user: User, call: Call) -> bool:
    """Whether a heavy interest bars an officer from the whole call."""
    own = StaffDeclaration.objects.filter(user=user, dossier__call=call)
    return own.filter(BARS_WHOLE_CALL).exists()
