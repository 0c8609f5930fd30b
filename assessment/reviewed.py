"""Seats, as lines of the page that looks through access; a seat is ended where it is filled."""

from django.db.models import Q
from django.utils.translation import gettext as _

from assessment.models import Seat
from portal.accounts.models import Organisation
from portal.review.access import Access, tells_access


@tells_access
def seats(organisation: Organisation) -> list[Access]:
    """Who sits on committees of calls that the organisation runs."""
    call = "committee__phase__call"
    runs = Q(**{f"{call}__contracting_authority": organisation}) | Q(
        **{f"{call}__executing_agency": organisation}
    )
    rows = Seat.objects.sitting().filter(runs).select_related("user", call)
    return [
        Access(
            f"seat:{row.pk}",
            row.user,
            _("%(role)s on call %(reference)s")
            % {"role": row.get_role_display(), "reference": row.committee.phase.call.reference},
            row.until_at,
        )
        for row in rows
    ]
