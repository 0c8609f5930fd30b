"""Seats on committees and juries, as lines of the page that tells who may do what in a call."""

from django.utils.translation import gettext as _

from assessment.models import Seat
from calls.models import Call
from calls.roles.rows import Right, tells_rights


@tells_rights
def seats(call: Call) -> list[Right]:
    """Who sits on a committee of the call, or is asked to."""
    sitting = Seat.objects.filter(committee__phase__call=call, left_at=None)
    return [
        Right(
            seat.user,
            str(seat.get_role_display()),
            seat.committee.phase.name,
            _("judges offers once the vault is open, and neither opens nor decides")
            if seat.accepted_at
            else _("has not confirmed yet"),
            seat.until_at,
        )
        for seat in sitting.select_related("user", "committee__phase__call")
    ]
