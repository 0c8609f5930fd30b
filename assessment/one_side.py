"""A seat is a part on the asking side of a call, from its acceptance on."""

from django.db.models import Q

from assessment.models import Seat
from calls.one_side import tells_parts
from portal.accounts.models import User


@tells_parts
def seats(user: User) -> Q:
    """The calls in which this person judges or judged."""
    taken = Seat.objects.filter(user=user, accepted_at__isnull=False)
    return Q(pk__in=taken.values("committee__phase__call"))
