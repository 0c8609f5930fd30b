"""Sessions and registrations. The capacity is exact: places are given under a lock.

Lock order: the session before its registrations, everywhere. Whoever registers proves the mail
address with a link; until then no place is taken.
"""

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from calls.market.selectors import is_full, places_taken, takes_registrations
from calls.market.transitions import visitor
from calls.market.transitions.meetings import require_possible
from funnel.outreach import emails, permissions
from funnel.outreach.models import Registration, Session
from portal.accounts.models import User
from portal.audit.record import record
from portal.clock import portal_now
from portal.workflow import Transition, TransitionRefused, lock

State, Place = Session.State, Registration.State
MOVES = ("starts_at", "ends_at", "place", "online_url")  # who comes must know at once
TERMS = ("organiser", "together_with", "title", "description", *MOVES, "capacity",
         "register_before")  # fmt: skip
UNCONFIRMED_FOR = timedelta(days=7)  # after that a request is forgotten, as the mail says
KNOWN_FOR = timedelta(days=30)  # after the session: then names and addresses are forgotten
REMIND_BEFORE = timedelta(hours=24)

ANNOUNCE_SESSION = Transition(
    "announce_session", frozenset({State.DRAFT}), State.ANNOUNCED, permissions.can_run
)
CANCEL_SESSION = Transition(
    "cancel_session",
    frozenset({State.DRAFT, State.ANNOUNCED}),
    State.CANCELLED,
    permissions.can_run,
)
REGISTER_AGAIN = Transition(
    "register_for_session",
    frozenset({Place.CANCELLED}),
    Place.PENDING,
    permissions.can_act_for,
)
GIVE_PLACE = Transition(
    "give_place",
    frozenset({Place.PENDING, Place.WAITING}),
    Place.PLACED,
    permissions.checked_above,
)
PUT_ON_LIST = Transition(
    "put_on_list", frozenset({Place.PENDING}), Place.WAITING, permissions.checked_above
)
LEAVE_SESSION = Transition(
    "leave_session",
    frozenset({Place.PENDING, Place.PLACED, Place.WAITING}),
    Place.CANCELLED,
    permissions.can_act_for,
)


@transaction.atomic
def announce_session(session: Session, *, by: User) -> Session:
    """Make a session public."""
    session = lock(session)
    ANNOUNCE_SESSION.check(session, by=by)
    now = portal_now()
    if session.starts_at <= now:
        raise TransitionRefused(_("This meeting begins in the past."), code="past")
    session.changed_at = now
    ANNOUNCE_SESSION.apply(session, by=by, update=["changed_at"])
    return session


@transaction.atomic
def change_session(
    session: Session, *, by: User, terms: Mapping[str, Any], version: int
) -> Session:
    """Change a session; a move is told to everybody who registered, once.

    More places go to the waiting list at once. Places that people have are never taken away.
    """
    session = lock(session)
    if not permissions.can_run(by, session):
        raise PermissionDenied("change_session")
    if session.state not in CANCEL_SESSION.sources:
        raise TransitionRefused(_("This meeting can no longer be changed."), code="state")
    if session.version != version:
        raise TransitionRefused(
            _("Somebody else changed this meeting since you opened this page."), code="stale"
        )
    before = {name: getattr(session, name) for name in TERMS}
    for name in TERMS:
        setattr(session, name, terms[name])
    _require_possible(session)
    changed = [name for name in TERMS if getattr(session, name) != before[name]]
    is_moved = session.state == State.ANNOUNCED and bool({*changed} & {*MOVES})
    session.version += 1
    session.sequence += is_moved
    session.changed_at = portal_now()
    session.save(update_fields=[*TERMS, "version", "sequence", "changed_at"])
    record("change_session", session, by=by, parts=changed, sequence=session.sequence)
    if is_moved:
        emails.queue_moved(session)
    fill_places(session)
    return session


@transaction.atomic
def cancel_session(session: Session, *, by: User, reasons: str) -> Session:
    """Call a session off, with reasons; everybody who registered hears it once."""
    session = lock(session)
    CANCEL_SESSION.check(session, by=by)
    now = portal_now()
    if now >= session.ends_at:
        raise TransitionRefused(_("This meeting was held already."), code="past")
    if not reasons.strip():
        raise TransitionRefused(_("Say why: who registered wants to know."))
    was_public = session.state == State.ANNOUNCED
    session.cancelled_because = reasons.strip()
    session.sequence += 1
    session.changed_at = now
    CANCEL_SESSION.apply(session, by=by, update=["cancelled_because", "sequence", "changed_at"])
    if was_public:
        emails.queue_cancelled(session)
    return session


@transaction.atomic
def register(session: Session, *, name: str, email: str, organisation: str, tier: str,
             language: str) -> Registration:  # fmt: skip
    """Ask for a place: the link in the mail settles it. Raises TransitionRefused when closed.

    What is typed again for an address that is known already changes nothing of it: only who reads
    the mail can.
    """
    session = lock(session)
    _require_open(session)
    registration, is_new = Registration.objects.get_or_create(
        session=session,
        email=email.lower(),
        defaults={"name": name, "organisation": organisation, "tier": tier, "language": language},
    )
    by = visitor()
    registration.session = session
    if is_new:
        record("register_for_session", registration, by=by, after=Place.PENDING.value)
    elif registration.state == Place.CANCELLED:
        REGISTER_AGAIN.check(registration, by=by)
        REGISTER_AGAIN.apply(registration, by=by)
    emails.queue_confirm(registration)
    return registration


@transaction.atomic
def confirm(registration: Registration) -> Registration:
    """The mail address is proven: a place, or the waiting list. A second time changes nothing."""
    session, registration = lock(registration.session), lock(registration)
    registration.session = session
    if registration.state != Place.PENDING:
        return registration
    if not takes_registrations(session, portal_now()):
        emails.queue_too_late(registration)
        return registration
    if is_full(session, places_taken(session)):
        registration.queued_at = portal_now()
        PUT_ON_LIST.apply(registration, by=visitor(), update=["queued_at"])
    else:
        GIVE_PLACE.apply(registration, by=visitor())
    emails.queue_place(registration)
    return registration


@transaction.atomic
def leave(registration: Registration, *, by: User) -> Registration:
    """Give the place back; the first on the waiting list gets it and hears so."""
    session, registration = lock(registration.session), lock(registration)
    registration.session = session
    LEAVE_SESSION.check(registration, by=by)
    if portal_now() >= session.starts_at:
        raise TransitionRefused(_("This meeting has begun already."), code="begun")
    registration.queued_at = None
    LEAVE_SESSION.apply(registration, by=by, update=["queued_at"])
    fill_places(session)
    return registration


def fill_places(session: Session) -> int:
    """Give free places to who waits longest; the caller holds the lock on the session."""
    if session.state != State.ANNOUNCED or portal_now() >= session.starts_at:
        return 0
    given, taken = 0, places_taken(session)
    waiting = session.registrations.filter(state=Place.WAITING).order_by("queued_at", "pk")
    for registration in waiting.select_for_update():
        if is_full(session, taken + given):
            break
        registration.session = session
        GIVE_PLACE.apply(registration, by=visitor())
        emails.queue_place(registration)
        given += 1
    return given


@transaction.atomic
def write_attendance(session: Session, *, came: Iterable[Registration], by: User) -> int:
    """Write down who came, of those who had a place; returns how many. Once it has begun."""
    session = lock(session)
    if not permissions.can_run(by, session):
        raise PermissionDenied("write_attendance")
    if session.state != State.ANNOUNCED or portal_now() < session.starts_at:
        raise TransitionRefused(_("The meeting has not begun yet."), code="early")
    placed = session.registrations.filter(state=Place.PLACED)
    placed.update(has_come=False)
    number = placed.filter(pk__in=[each.pk for each in came]).update(has_come=True)
    record("write_attendance", session, by=by, came=number)
    return number


@transaction.atomic
def forget() -> int:
    """Forget who never proved the address, and after a month the names of all who did.

    From which organisation somebody came stays: it names nobody, and the year counts it.
    """
    now = portal_now()
    unproven = Registration.objects.filter(state=Place.PENDING, asked_at__lt=now - UNCONFIRMED_FOR)
    over = Registration.objects.filter(session__ends_at__lt=now - KNOWN_FOR).exclude(email="")
    emails.forget(unproven | over)
    return unproven.delete()[0] + over.update(name="", email="")


@transaction.atomic
def remind() -> int:
    """Remind who has a place, from a day before; run again, it sends nothing twice."""
    now = portal_now()
    soon = Session.objects.filter(
        state=State.ANNOUNCED, starts_at__gt=now, starts_at__lte=now + REMIND_BEFORE
    )
    return sum(emails.queue_reminders(session) for session in soon)


def _require_open(session: Session) -> None:
    if not takes_registrations(session, portal_now()):
        raise TransitionRefused(_("Registration for this meeting is closed."), code="closed")


def _require_possible(session: Session) -> None:
    """What the columns hold, and what holds for every meeting."""
    session.clean_fields(exclude=["organiser", "drafted_by"])
    session.validate_constraints()
    require_possible(session)
