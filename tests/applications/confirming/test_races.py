"""An amendment or a later deadline against a sending, in real threads, each with a control.

The exclusive lock on the phase puts a sending before the new terms, or after them: it answers the
version that held when it was received, and none can fall in between.
"""

import threading
from contextlib import closing
from datetime import timedelta

import pytest

from applications import transitions
from applications.confirming.selectors import unconfirmed
from applications.models import Submission
from applications.transitions import sending
from calls.amendments import transitions as amending
from calls.models import Phase
from calls.outages import transitions as outages
from portal.clock import portal_now
from portal.files.uploads import encrypt_bytes
from portal.workflow import TransitionRefused
from tests.applications.stages import PASSPHRASE, draft, open_phase
from tests.applications.test_races import TRIGGER, in_threads
from tests.calls.amendments import stages
from tests.cast import Cast, make_cast, proof_of
from tests.conftest import owner_connection


@pytest.fixture
def world(transactional_db: None) -> Cast:
    """The cast in a database with real transactions."""
    return make_cast()


def without_lock(phase: Phase) -> Phase:
    """What a sending that forgets the lock reads."""
    return Phase.objects.select_related("call").get(pk=phase.pk)


def slow_sending(monkeypatch: pytest.MonkeyPatch) -> tuple[threading.Event, threading.Event]:
    """Let a sending wait between its seal and its commit."""
    sealed, go_on = threading.Event(), threading.Event()
    seal = sending._seal

    def slow_seal(*arguments: object, **keywords: object) -> object:
        result = seal(*arguments, **keywords)
        sealed.set()
        go_on.wait(30)
        return result

    monkeypatch.setattr(sending, "_seal", slow_seal)
    return sealed, go_on


def send_and_amend(
    world: Cast, monkeypatch: pytest.MonkeyPatch, *, waits: bool
) -> tuple[Phase, list[object]]:
    """Publish a lapsing amendment while a sending is sealed and not yet committed.

    Where publishing waits, the sending is let go while it does; else when it is done.
    """
    phase = stages.with_terms(open_phase(world))
    proposal = draft(phase, world.applicant)
    amendment = stages.in_review(
        phase, world, effect="lapses", effect_reason="De eis is zwaarder geworden."
    )
    seen = stages.seen(amendment)
    sealed, go_on = slow_sending(monkeypatch)

    def publish() -> object:
        sealed.wait(30)
        if waits:
            threading.Timer(0.3, go_on.set).start()
        amended = amending.publish_amendment(amendment, by=world.officer, seen_sha256=seen)
        there = Submission.objects.count()
        go_on.set()
        return amended, there

    return phase, in_threads(
        lambda: transitions.submit(proposal, by=world.applicant, declared=True), publish
    )


def test_publishing_waits_for_a_sending_under_way(world: Cast, monkeypatch) -> None:
    """The sending is there when the new terms are, answers the old ones, and is to be confirmed."""
    phase, (sent, (amendment, there)) = send_and_amend(world, monkeypatch, waits=True)

    assert there == 1
    assert sent.submission.call_version.number == amendment.version.number - 1
    assert [each.pk for each in unconfirmed(phase)] == [sent.submission.pk]


def test_control_without_the_lock_the_amendment_does_not_wait(world: Cast, monkeypatch) -> None:
    """With the locks on the phase gone, the new terms come first and the sending is not seen."""
    monkeypatch.setattr(sending.phases, "lock_shared", without_lock)
    with closing(owner_connection()) as owner, owner.cursor() as cursor:
        cursor.execute(f"ALTER TABLE applications_submission DISABLE TRIGGER {TRIGGER}")
        try:
            _phase, (_sent, (_amendment, there)) = send_and_amend(world, monkeypatch, waits=False)
        finally:
            cursor.execute(f"ALTER TABLE applications_submission ENABLE TRIGGER {TRIGGER}")

    assert there == 0


def test_an_extension_and_an_opening_never_both_happen(world: Cast, clock) -> None:
    """accept(t) and open(t) are never both true: one comes first, the other is refused."""
    phase = stages.with_terms(open_phase(world))
    clock.set(phase.closes_at + timedelta(minutes=30))
    now = portal_now()
    outage = outages.propose(
        [phase], description="Storing.", began_at=now - timedelta(hours=2),
        ended_at=now - timedelta(minutes=10), to=now + timedelta(days=1),
        evidence=encrypt_bytes(b"%PDF-1", "log.pdf", "application/pdf"), by=world.author,
    )  # fmt: skip
    opening = transitions.start_opening(
        phase, by=world.author, passphrase=PASSPHRASE, proof=proof_of(world.author, "one")
    )
    proof = proof_of(world.officer, "two")

    found = in_threads(
        lambda: outages.extend(outage, by=world.officer),
        lambda: transitions.confirm_opening(
            opening, by=world.officer, passphrase=PASSPHRASE, proof=proof
        ),
    )

    refusals = [each for each in found if isinstance(each, TransitionRefused)]
    phase = Phase.objects.get()
    assert len(refusals) == 1
    assert (phase.closes_at > portal_now()) is (phase.state == "open")
