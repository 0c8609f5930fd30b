"""When: the window of a phase, and the locks under which it is read (house.md, "Time")."""

from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from calls.models import Call, Phase
from portal.look.wording import moment_text
from portal.workflow import TransitionRefused

# Until the vault is opened the stored state may lag behind the clock: no rule waits for the task.
UNOPENED = frozenset({Phase.State.PLANNED, Phase.State.OPEN, Phase.State.CLOSED})


class OutsideWindow(TransitionRefused):
    """Nothing is received now: the phase has not opened yet, or the call was stopped."""


class DeadlinePassed(TransitionRefused):
    """Received at or after the deadline."""


def window(phase: Phase, now: datetime) -> str:
    """`planned`, `open` or `closed` at `now`; a phase without dates is planned."""
    if phase.opens_at is None or phase.closes_at is None or now < phase.opens_at:
        return "planned"
    return "open" if now < phase.closes_at else "closed"


def is_open(phase: Phase, now: datetime) -> bool:
    """Whether something received at `now` is in time: opens <= now < closes."""
    return window(phase, now) == "open"


def require_open(phase: Phase, now: datetime) -> None:
    """Raise OutsideWindow before the phase opens, DeadlinePassed from the deadline itself on.

    A call that is not public, or is no longer, takes nothing whatever its dates say.
    """
    if phase.call.state != Call.State.PUBLISHED:
        raise OutsideWindow(_("This call takes no offers."), code="call")
    state = window(phase, now)
    if state == "planned":
        raise OutsideWindow(_("This phase is not open yet."), code="planned")
    if state == "closed" and phase.closes_at is not None:
        raise DeadlinePassed(
            _(
                "The deadline was %(deadline)s. This was received %(late)s too late, so it was "
                "not accepted. Your draft is kept."
            )
            % {"deadline": moment_text(phase.closes_at), "late": lateness(now, phase.closes_at)},
            code="deadline",
        )


def lateness(now: datetime, deadline: datetime) -> str:
    """By how much, in words, down to the microsecond where that is all there is."""
    late = now - deadline
    if late.days:
        return ngettext("%(n)s day", "%(n)s days", late.days) % {"n": late.days}
    if late.seconds >= 3600:
        hours = late.seconds // 3600
        return ngettext("%(n)s hour", "%(n)s hours", hours) % {"n": hours}
    if late.seconds >= 60:
        minutes = late.seconds // 60
        return ngettext("%(n)s minute", "%(n)s minutes", minutes) % {"n": minutes}
    seconds = f"{late.seconds}.{late.microseconds:06}"
    return _("%(seconds)s seconds") % {"seconds": seconds}


def lock_shared(phase: Phase) -> Phase:
    """The phase as it is now, held against opening, a change of its deadline, and a stop."""
    # FOR SHARE is not in the ORM; the row, and its call, are read again under the lock.
    [held] = Phase.objects.raw("SELECT * FROM calls_phase WHERE id = %s FOR SHARE", [phase.pk])
    calls = Call.objects.select_related("contracting_authority__look")  # a receipt tells of those
    held.call = calls.get(pk=held.call_id)
    return held


def lock_exclusive(phase: Phase) -> Phase:
    """The phase as it is now, for opening it or moving its deadline; waits for sendings."""
    return Phase.objects.select_for_update(of=("self",)).select_related("call").get(pk=phase.pk)
