"""Real threads at the deadline and at the opening, each with a control (house.md, "Time").

The control takes the guard away and shows that the test then fails: without it, these tests
would prove nothing.
"""

import threading
from collections.abc import Callable
from contextlib import closing
from datetime import timedelta

import pytest
from django.db import connection, transaction

from applications import transitions
from applications.models import OpenedProposal, Submission
from applications.transitions import sending
from portal.clock import portal_now
from portal.workflow import TransitionRefused
from tests.applications.stages import PASSPHRASE, after_deadline, draft, open_phase, sent
from tests.cast import Cast, make_cast, proof_of
from tests.conftest import owner_connection

SENDERS = 12
TRIGGER = "applications_submission_receive"


@pytest.fixture
def world(transactional_db: None) -> Cast:
    """The cast in a database with real transactions."""
    return make_cast()


def in_threads(
    *works: Callable[[], object], start: Callable[[], None] | None = None
) -> list[object]:
    """Run each in a thread with a connection of its own; give back results and refusals.

    `start` runs once, when all of them are connected and about to go.
    """
    found: list[object] = [None] * len(works)
    barrier = threading.Barrier(len(works), action=start)

    def run(place: int, work: Callable[[], object]) -> None:
        try:
            connection.ensure_connection()
            barrier.wait()
            found[place] = work()
        except TransitionRefused as refusal:
            found[place] = refusal
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[place, work]) for place, work in enumerate(works)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found


def attempts_around_the_deadline(world: Cast, clock) -> tuple[object, list[tuple]]:
    """Send offers from half a second before the deadline on; note the clock around each."""
    phase = open_phase(world)
    drafts = [draft(phase, world.applicant) for _number in range(SENDERS)]

    def attempt(place: int) -> Callable[[], tuple]:
        def work() -> tuple:
            threading.Event().wait(place * 0.1)  # spread over the deadline
            before = portal_now()
            try:
                transitions.submit(drafts[place], by=world.applicant, declared=True)
                accepted = True
            except TransitionRefused:
                accepted = False
            return before, accepted, portal_now()

        return work

    works = [attempt(place) for place in range(SENDERS)]
    moment = phase.closes_at - timedelta(milliseconds=500)
    return phase, in_threads(*works, start=lambda: clock.set(moment))


@pytest.mark.slow
def test_at_the_deadline_nothing_late_is_accepted_and_nothing_timely_refused(world, clock):
    """ASVS 15.4.2"""
    phase, attempts = attempts_around_the_deadline(world, clock)

    assert not [each for each in attempts if each[1] and each[0] >= phase.closes_at]
    assert not [each for each in attempts if not each[1] and each[2] < phase.closes_at]
    assert {accepted for _before, accepted, _after in attempts} == {True, False}
    stamps = Submission.objects.values_list("received_at", flat=True)
    assert all(stamp < phase.closes_at for stamp in stamps)


def test_control_without_the_guards_a_late_offer_is_accepted(world, clock, monkeypatch):
    """With the look at the clock and the trigger both gone, lateness shows: the test can fail."""
    monkeypatch.setattr(sending.phases, "require_open", lambda phase, now: None)
    with closing(owner_connection()) as owner, owner.cursor() as cursor:
        cursor.execute(f"ALTER TABLE applications_submission DISABLE TRIGGER {TRIGGER}")
        try:
            phase, attempts = attempts_around_the_deadline(world, clock)
        finally:
            cursor.execute(f"ALTER TABLE applications_submission ENABLE TRIGGER {TRIGGER}")

    assert [each for each in attempts if each[1] and each[0] >= phase.closes_at]


def test_the_trigger_alone_holds_the_deadline(world, clock, monkeypatch):
    """Check-then-insert was seen to accept late offers; the database's own stamp does not."""
    monkeypatch.setattr(sending.phases, "require_open", lambda phase, now: None)
    phase = open_phase(world)
    late = draft(phase, world.applicant)
    clock.set(phase.closes_at)

    with pytest.raises(Exception, match="outside the window"):
        transitions.submit(late, by=world.applicant, declared=True)

    assert not Submission.objects.exists()


def test_opening_waits_for_a_sending_that_was_in_time(world, clock, monkeypatch):
    """An offer stamped before the deadline and committed after it is in the opening."""
    phase = open_phase(world)
    proposal = draft(phase, world.applicant)
    stamped, go_on = threading.Event(), threading.Event()
    seal = sending._seal

    def slow_seal(*arguments, **keywords):
        result = seal(*arguments, **keywords)
        stamped.set()
        go_on.wait(5)
        return result

    monkeypatch.setattr(sending, "_seal", slow_seal)
    proofs = proof_of(world.author, "one"), proof_of(world.officer, "two")

    def send() -> object:
        return transitions.submit(proposal, by=world.applicant, declared=True)

    def open_together() -> object:
        stamped.wait(5)
        after_deadline(phase, clock)
        threading.Timer(0.3, go_on.set).start()
        opening = transitions.start_opening(
            phase, by=world.author, passphrase=PASSPHRASE, proof=proofs[0]
        )
        return transitions.confirm_opening(
            opening, by=world.officer, passphrase=PASSPHRASE, proof=proofs[1]
        )

    in_threads(send, open_together)

    assert OpenedProposal.objects.get().proposal == proposal


def test_control_an_opening_that_does_not_wait_misses_that_sending(world, clock, monkeypatch):
    """Without the exclusive lock the same opening finds an empty vault: the test above can fail."""
    phase = open_phase(world)
    proposal = draft(phase, world.applicant)
    stamped, go_on = threading.Event(), threading.Event()
    seen: list[int] = []
    seal = sending._seal

    def slow_seal(*arguments, **keywords):
        result = seal(*arguments, **keywords)
        stamped.set()
        go_on.wait(5)
        return result

    monkeypatch.setattr(sending, "_seal", slow_seal)

    def look_without_the_lock() -> None:
        stamped.wait(5)
        with transaction.atomic():
            seen.append(Submission.objects.filter(phase=phase).count())
        go_on.set()

    in_threads(
        lambda: transitions.submit(proposal, by=world.applicant, declared=True),
        look_without_the_lock,
    )

    assert seen == [0]
    assert Submission.objects.count() == 1


def test_two_racing_confirmations_give_one_opening_req_18(world, clock):
    phase = open_phase(world)
    sent(phase, world.applicant)
    after_deadline(phase, clock)
    opening = transitions.start_opening(
        phase, by=world.author, passphrase=PASSPHRASE, proof=proof_of(world.author, "one")
    )
    proofs = {user: proof_of(user, "two") for user in (world.officer, world.escrow)}

    def confirm(user) -> Callable[[], object]:
        return lambda: transitions.confirm_opening(
            opening, by=user, passphrase=PASSPHRASE, proof=proofs[user]
        )

    found = in_threads(confirm(world.officer), confirm(world.escrow))

    refusals = [each.code for each in found if isinstance(each, TransitionRefused)]
    assert refusals == ["opened"]
    assert OpenedProposal.objects.count() == 1


def test_two_racing_sendings_of_one_offer_give_one_submission(world, clock):
    """ASVS 2.3.4"""
    proposal = draft(open_phase(world), world.applicant)

    found = in_threads(
        *[lambda: transitions.submit(proposal, by=world.applicant, declared=True)] * 2
    )

    assert [each.code for each in found if isinstance(each, TransitionRefused)] == ["state"]
    assert Submission.objects.count() == 1
