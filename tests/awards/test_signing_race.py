"""Two signatories sign in the same moment: one signature counts, the other is refused."""

from threading import Barrier, BrokenBarrierError, Thread

import pytest
from django.db import IntegrityError, connection

from awards import transitions
from awards.models import Contract
from portal.accounts.models import Membership, User
from portal.audit.models import AuditEvent
from portal.workflow import Transition, TransitionRefused
from tests.awards.conftest import Decide
from tests.cast import make_cast
from tests.factories import MembershipFactory, UserFactory

pytestmark = pytest.mark.django_db(transaction=True)


def unlocked(row):
    """What reading without the lock would be: the guard switched off."""
    return type(row)._default_manager.get(pk=row.pk)


class Meeting(Transition):
    """Both threads stand between check and write before either goes on, if the lock lets them."""

    barrier = Barrier(2)

    def check(self, obj, *, by) -> None:
        super().check(obj, by=by)
        try:
            self.barrier.wait(timeout=1)
        except BrokenBarrierError:
            self.barrier.reset()


def sign_together(contract: Contract, people: list[User]) -> list[str]:
    """The outcome of each person's signature, sorted."""
    outcomes: list[str] = []

    def sign(person: User) -> None:
        try:
            transitions.sign_contract(contract, by=person)
            outcomes.append("signed")
        except TransitionRefused:
            outcomes.append("refused")
        except IntegrityError:
            outcomes.append("stopped by the database")
        finally:
            connection.close()

    threads = [Thread(target=sign, args=[person]) for person in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(outcomes)


@pytest.fixture
def cast():
    return make_cast()


@pytest.fixture
def signatories(cast, released: Decide) -> list[User]:
    second = UserFactory()
    MembershipFactory(user=second, organisation=cast.company, role=Membership.Role.SIGNATORY)
    released(outcomes=["within_budget"])
    return [cast.applicant, second]


@pytest.fixture(autouse=True)
def _met(monkeypatch: pytest.MonkeyPatch) -> None:
    move = transitions.SIGN
    meeting = Meeting(move.name, move.sources, move.target, move.allowed)
    monkeypatch.setattr(transitions, "SIGN", meeting)


def test_two_signatures_in_one_moment_count_once(signatories: list[User]) -> None:
    assert sign_together(Contract.objects.get(), signatories) == ["refused", "signed"]
    assert AuditEvent.objects.filter(action="sign_contract").count() == 1


def test_control_without_the_lock_only_the_database_stops_the_second(
    signatories: list[User], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(transitions, "lock", unlocked)
    outcomes = sign_together(Contract.objects.get(), signatories)
    assert outcomes == ["signed", "stopped by the database"]
