"""How a jury declares interests: without seeing who takes part (REQ-12)."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from applications.models import Dossier
from assessment import permissions, selectors, services
from assessment.independence.models import Statement
from assessment.independence.pointing import point_out
from assessment.models import Declaration, Seat
from portal.accounts.models import User
from portal.audit.record import record
from portal.workflow import TransitionRefused, lock


@transaction.atomic
def declare_interests(seat: Seat, *, interests: str, by: User) -> int:
    """Declare where one works and has interests, without seeing who takes part.

    The portal compares it with the names and numbers of participants and partners. Where something
    matches, the secretary decides; until then the member does not see that entry, and is not told
    which it is. Returns the number of matches.
    Raises PermissionDenied, or TransitionRefused without a text.
    """
    committee = lock(seat.committee)
    if not permissions.can_declare(by, seat) or not committee.names_nobody:
        raise PermissionDenied("declare_interests")
    if not interests.strip():
        raise TransitionRefused(_("Say where you work and what interests you have, or “none”."))
    seat.interests = interests.strip()
    seat.save(update_fields=["interests"])
    Statement.objects.update_or_create(
        user=by, call=committee.phase.call, defaults={"other": interests.strip()}
    )
    found = {warning.dossier_id for warning in point_out(by, committee.phase.call)}
    asked = selectors.standing_of(by, committee)
    dossiers = Dossier.objects.filter(pk__in=asked.asked if asked else ())
    known = set(seat.declarations.values_list("dossier_id", flat=True))
    for dossier in dossiers.exclude(pk__in=known):
        services.declare(seat, dossier, kind=Declaration.Kind.NONE, explanation="", by=by)
    matches = len(found & {dossier.pk for dossier in dossiers})
    record("declare_interests", committee, by=by, matches=matches)
    return matches
