"""A seat is an invitation until the person accepts; who declines says why and leaves."""

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from assessment import permissions, waiting
from assessment.models import Committee, Seat
from assessment.panel import emails
from calls.models import Call, CallRole
from calls.one_side import require_free
from portal.accounts.models import User
from portal.accounts.services import lock_person
from portal.audit.record import record
from portal.clock import portal_now
from portal.work.models import Task
from portal.workflow import TransitionRefused, lock


@transaction.atomic
def accept(seat: Seat, *, by: User) -> Seat:
    """Take the seat. Who declares interests without answering first takes it by doing so.

    Whoever is asked as secretary gets the role on the call with it, for the same term. Raises
    TransitionRefused (`both_sides`) for who takes part in the call for a company; whoever asked is
    not told why.
    """
    if not permissions.can_declare(by, seat):
        raise PermissionDenied("accept_seat")
    if seat.accepted_at is not None:
        return seat
    lock_person(by)
    committee = lock(seat.committee)
    require_free(by, Call.objects.filter(pk=committee.phase.call_id))
    seat.accepted_at = portal_now()
    seat.save(update_fields=["accepted_at"])
    if seat.role == Seat.Role.SECRETARY:
        CallRole.objects.update_or_create(
            call=committee.phase.call,
            user=seat.user,
            role=CallRole.Role.SECRETARY,
            defaults={"until": seat.until_at},
        )
    record("accept_seat", committee, by=by, role=seat.role)
    return seat


@transaction.atomic
def decline(seat: Seat, *, by: User, reason: str) -> Seat:
    """Leave the seat to somebody else, with a reason that the secretary reads.

    Raises PermissionDenied, or TransitionRefused without a reason or once the seat is taken.
    """
    if not permissions.can_declare(by, seat):
        raise PermissionDenied("decline_seat")
    if seat.accepted_at is not None:
        raise TransitionRefused(
            _("You have accepted already. Ask the secretary to end your seat."), code="accepted"
        )
    if not reason.strip():
        raise TransitionRefused(_("Say why you decline."), code="reason_missing")
    committee = lock(seat.committee)
    seat.declined_because = reason.strip()
    seat.save(update_fields=["declined_because"])
    leave(seat, at=portal_now())
    record("decline_seat", committee, by=by, role=seat.role, reason=reason[:500])
    emails.queue_declined(seat, people_who_seat(committee))
    return seat


def leave(seat: Seat, *, at: datetime) -> None:
    """Nothing of this committee waits on this person any more; a secretary's role ends too."""
    seat.left_at = at
    seat.save(update_fields=["left_at"])
    for kind in (Task.Kind.DECLARE, Task.Kind.SCORE):
        waiting.done(kind, seat.committee, seat.user)
    if seat.role == Seat.Role.SECRETARY:
        CallRole.objects.filter(
            call=seat.committee.phase.call, user=seat.user, role=CallRole.Role.SECRETARY
        ).update(until=at)


def people_who_seat(committee: Committee) -> list[User]:
    """The officers and the secretary of the call: they fill an empty seat."""
    roles = [CallRole.Role.AUTHOR, CallRole.Role.OFFICER, CallRole.Role.SECRETARY]
    found = User.objects.filter(
        call_roles__call=committee.phase.call_id, call_roles__role__in=roles, is_active=True
    )
    return [user for user in found.distinct() if permissions.can_change_seats(user, committee)]
