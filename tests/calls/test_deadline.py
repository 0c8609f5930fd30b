"""Moving a deadline: forward only, while open, by officers, and never past a sending under way."""

import threading
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.utils import timezone

from calls import phases, transitions
from calls.models import Call, Phase
from portal.audit.models import AuditEvent
from portal.clock import portal_now
from portal.workflow import TransitionRefused
from tests.cast import Cast, make_cast
from tests.factories import CallFactory, PhaseFactory

WEEK = timedelta(weeks=1)
PATIENCE = 0.6  # seconds in which a thread that is not held back would long be done


def open_phase(cast: Cast) -> Phase:
    call = CallFactory(published=True, contracting_authority=cast.rws)
    return PhaseFactory(call=call)


@pytest.fixture
def phase(cast):
    return open_phase(cast)


def test_extend_deadline_moves_it_and_freezes_the_terms_again(phase, cast):
    before = phase.closes_at
    transitions.extend_deadline(phase, to=before + WEEK, by=cast.officer)
    phase.refresh_from_db()
    assert phase.closes_at == before + WEEK
    assert [version.number for version in phase.call.versions.all()] == [1, 2]
    event = AuditEvent.objects.get(action="extend_deadline")
    assert event.data == {"before": before.isoformat(), "after": (before + WEEK).isoformat()}


@pytest.mark.parametrize("step", [-WEEK, timedelta(microseconds=-1), timedelta(0)])
def test_extend_deadline_backwards_is_refused(phase, cast, step):
    with pytest.raises(TransitionRefused) as refused:
        transitions.extend_deadline(phase, to=phase.closes_at + step, by=cast.officer)
    assert refused.value.code == "backwards"


def test_extend_deadline_once_it_has_passed_is_refused(phase, cast, clock):
    """Directive 2014/24 annex IV: who was too late stays too late."""
    clock.set(phase.closes_at)
    with pytest.raises(phases.DeadlinePassed):
        transitions.extend_deadline(phase, to=phase.closes_at + WEEK, by=cast.officer)


def test_extend_deadline_into_the_next_phase_is_refused(phase, cast):
    PhaseFactory(call=phase.call, invited=True, opens_at=phase.closes_at + WEEK / 2,
                 closes_at=phase.closes_at + WEEK)  # fmt: skip
    with pytest.raises(TransitionRefused) as refused:
        transitions.extend_deadline(phase, to=phase.closes_at + WEEK, by=cast.officer)
    assert refused.value.code == "overlap"


def test_extend_deadline_of_a_stopped_call_is_refused(phase, cast):
    transitions.cancel(phase.call, by=cast.officer, reasons="Het budget is weg.")
    phase = Phase.objects.get(pk=phase.pk)
    with pytest.raises(TransitionRefused):
        transitions.extend_deadline(phase, to=phase.closes_at + WEEK, by=cast.officer)


@pytest.mark.parametrize("name", ["outsider", "applicant", "escrow", "analyst", "operator"])
def test_extend_deadline_is_for_officers_of_the_call(phase, cast, name):
    with pytest.raises(PermissionDenied):
        transitions.extend_deadline(phase, to=phase.closes_at + WEEK, by=getattr(cast, name))


class Sending:
    """Somebody who is sending: holds the phase as `lock` does, and lets go when told."""

    def __init__(self, phase: Phase, lock) -> None:
        self.holds, self.may_end = threading.Event(), threading.Event()
        self.thread = threading.Thread(target=self._run, args=(phase, lock))

    def _run(self, phase, lock):
        with transaction.atomic():
            lock(phase)
            self.holds.set()
            self.may_end.wait(10)
        connection.close()

    def __enter__(self):
        self.thread.start()
        assert self.holds.wait(10)
        return self

    def __exit__(self, *error):
        self.may_end.set()
        self.thread.join(10)


def in_thread(change):
    """Run `change` beside this test; the returned event is set when it is done."""
    done = threading.Event()

    def run():
        change()
        connection.close()
        done.set()

    thread = threading.Thread(target=run)
    thread.start()
    return thread, done


def without_lock(phase):
    """What a sending that forgets the lock does: the control of the races below."""
    return Phase.objects.get(pk=phase.pk)


MOVES = {
    "extend": lambda phase, cast: transitions.extend_deadline(
        phase, to=phase.closes_at + WEEK, by=cast.officer
    ),
    "cancel": lambda phase, cast: transitions.cancel(
        phase.call, by=cast.officer, reasons="Het budget is weg."
    ),
}


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("move", MOVES)
@pytest.mark.parametrize(("lock", "waits"), [(phases.lock_shared, True), (without_lock, False)])
def test_a_move_waits_for_a_sending_under_way(move, lock, waits):
    cast = make_cast()
    phase = open_phase(cast)
    with Sending(phase, lock):
        thread, done = in_thread(lambda: MOVES[move](phase, cast))
        assert done.wait(PATIENCE if waits else 10) is not waits
    thread.join(10)
    assert done.is_set()


@pytest.mark.django_db(transaction=True)
def test_two_sendings_do_not_wait_for_each_other():
    phase = open_phase(make_cast())
    with Sending(phase, phases.lock_shared), Sending(phase, phases.lock_shared):
        pass


@pytest.mark.django_db(transaction=True)
def test_a_sending_that_comes_behind_a_stop_is_refused():
    cast = make_cast()
    phase = open_phase(cast)
    assert phase.call.state == Call.State.PUBLISHED  # read before the stop, as a page does
    transitions.cancel(Call.objects.get(pk=phase.call_id), by=cast.officer, reasons="Gestopt.")
    with transaction.atomic():
        locked = phases.lock_shared(phase)
        with pytest.raises(phases.OutsideWindow):
            phases.require_open(locked, portal_now())
    assert locked.closes_at > timezone.now()
