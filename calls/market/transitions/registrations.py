"""Who takes part and who has a place. The capacity is exact: places are given under a lock.

Lock order: the meeting first, then its registrations. Whoever has no account proves the mail
address with a link; until then no place is taken.
"""

from datetime import timedelta

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from calls.market import emails, permissions, selectors
from calls.market.models import Consultation, Meeting, Participant, Registration
from calls.models import Call
from portal.accounts.models import User
from portal.audit.record import record
from portal.clock import portal_now
from portal.workflow import Transition, TransitionRefused, lock

State = Registration.State
UNCONFIRMED_FOR = timedelta(days=7)  # after that a request is forgotten, as the mail says

REGISTER = Transition(
    "register", frozenset({State.CANCELLED}), State.PENDING, permissions.can_register
)
PLACE = Transition(
    "place", frozenset({State.PENDING, State.WAITING}), State.PLACED, permissions.checked_above
)
QUEUE = Transition("queue", frozenset({State.PENDING}), State.WAITING, permissions.checked_above)
CANCEL_REGISTRATION = Transition(
    "cancel_registration",
    frozenset({State.PENDING, State.PLACED, State.WAITING}),
    State.CANCELLED,
    permissions.can_cancel_registration,
)


def visitor() -> User:
    """In whose name somebody acts who opened the link in the mail."""
    return User.objects.system("registration")


def require(may: bool, verb: str) -> None:
    """Raise PermissionDenied unless the caller's question was answered with yes."""
    if not may:
        raise PermissionDenied(verb)


@transaction.atomic
def confirm(participant: Participant, *, by: User) -> Participant:
    """The mail address is proven: what was asked for before is now given."""
    require(permissions.can_act_for(by, participant), "confirm")
    now = portal_now()
    # No lock on the person: registering holds the meeting and refers to the person.
    if Participant.objects.filter(pk=participant.pk, confirmed_at=None).update(confirmed_at=now):
        participant.confirmed_at = now
        record("confirm_participant", participant, by=by)
        emails.queue_welcome(participant)
    pending = participant.registrations.filter(state=State.PENDING).order_by("meeting", "id")
    for registration in pending.select_related("meeting"):
        _give(registration, by=by)
    return participant


@transaction.atomic
def register(
    participant: Participant, meeting: Meeting, *, by: User, is_proven: bool = True
) -> Registration:
    """Ask for a place; whoever is known by a proven address gets it, or waits, at once.

    `is_proven` is False for what was typed without a login: then the link in the mail decides.
    Raises PermissionDenied, TransitionRefused when registration is closed.
    """
    require(permissions.can_act_for(by, participant), "register")
    require(_belongs(participant, meeting), "register")
    meeting = lock(meeting)
    _require_open(meeting)
    registration, is_new = Registration.objects.get_or_create(
        meeting=meeting, participant=participant
    )
    if is_new:
        record("register", registration, by=by, after=State.PENDING.value)
    elif registration.state == State.CANCELLED:
        REGISTER.check(registration, by=by)
        REGISTER.apply(registration, by=by)
    is_known = is_proven and participant.confirmed_at is not None
    if registration.state == State.PENDING and is_known:
        _settle(meeting, registration, by=by)
    return registration


@transaction.atomic
def cancel_registration(registration: Registration, *, by: User) -> Registration:
    """Give the place back; the first on the waiting list gets it and hears so."""
    meeting = lock(registration.meeting)
    registration = lock(registration)
    CANCEL_REGISTRATION.check(registration, by=by)
    if meeting.state == Meeting.State.ANNOUNCED and portal_now() >= meeting.starts_at:
        raise TransitionRefused(_("This meeting has begun already."), code="begun")
    registration.queued_at = None
    CANCEL_REGISTRATION.apply(registration, by=by, update=["queued_at"])
    fill_places(meeting)
    return registration


def fill_places(meeting: Meeting) -> int:
    """Give free places to who waits longest; the caller holds the lock on the meeting."""
    if meeting.state != Meeting.State.ANNOUNCED or portal_now() >= meeting.starts_at:
        return 0
    given = 0
    taken = selectors.places_taken(meeting)
    waiting = meeting.registrations.filter(state=State.WAITING).order_by("queued_at", "id")
    for registration in waiting.select_related("participant").select_for_update(of=("self",)):
        if selectors.is_full(meeting, taken + given):
            break
        registration.meeting = meeting
        PLACE.apply(registration, by=visitor())
        emails.queue_place(registration)
        given += 1
    return given


@transaction.atomic
def forget_unconfirmed() -> int:
    """Forget who never proved the mail address: names and addresses that nobody may keep."""
    before = portal_now() - UNCONFIRMED_FOR
    forgotten = Participant.objects.filter(confirmed_at=None, asked_at__lt=before)
    count = forgotten.count()
    forgotten.delete()
    return count


def _give(registration: Registration, *, by: User) -> None:
    """A place or the waiting list for a request that was waiting for its mail."""
    meeting = lock(registration.meeting)
    registration = lock(registration)
    if registration.state != State.PENDING:
        return
    if selectors.takes_registrations(meeting, portal_now()):
        _settle(meeting, registration, by=by)
    else:
        emails.queue_too_late(registration)


def _settle(meeting: Meeting, registration: Registration, *, by: User) -> None:
    """Exact under concurrency: the caller holds the lock on the meeting's row."""
    registration.meeting = meeting
    if selectors.is_full(meeting, selectors.places_taken(meeting)):
        registration.queued_at = portal_now()
        QUEUE.apply(registration, by=by, update=["queued_at"])
    else:
        PLACE.apply(registration, by=by)
    emails.queue_place(registration)


def _require_open(meeting: Meeting) -> None:
    if not selectors.takes_registrations(meeting, portal_now()):
        raise TransitionRefused(
            _("Registration for this meeting is closed. Its report will be public."), code="closed"
        )
    host = meeting.host
    live = Call.State.PUBLISHED if isinstance(host, Call) else Consultation.State.ANNOUNCED
    if host.state != live:
        raise TransitionRefused(_("Registration for this meeting is closed."), code="host")


def _belongs(participant: Participant, meeting: Meeting) -> bool:
    return (participant.consultation_id, participant.call_id) == (
        meeting.consultation_id,
        meeting.call_id,
    )
