"""Two requests that come in at the same moment: one is stamped, and only then the other."""

from threading import Barrier, BrokenBarrierError, Thread

import pytest
from django.db import connection

from funnel.cofunding import transitions
from funnel.cofunding.models import FundingRequest
from portal.workflow import Transition
from tests.cast import Cast, make_cast
from tests.funnel.cofunding.stages import drafted, open_round

pytestmark = pytest.mark.django_db(transaction=True)


class Meeting(Transition):
    """Whether two threads stand between the lock and the stamp at once."""

    barrier = Barrier(2)
    met: list[int]

    def check(self, obj, *, by) -> None:
        super().check(obj, by=by)
        try:
            self.met.append(self.barrier.wait(timeout=1))
        except BrokenBarrierError:
            self.barrier.reset()


@pytest.fixture
def met(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    move = transitions.SUBMIT
    meeting = Meeting(move.name, move.sources, move.target, move.allowed)
    meeting.__dict__["met"] = []
    monkeypatch.setattr(transitions, "SUBMIT", meeting)
    return meeting.__dict__["met"]


def submit_together(cast: Cast) -> list[FundingRequest]:
    """Two requests of one round, sent in one moment; in the order of their stamps."""
    round_ = open_round(cast)
    requests = [drafted(cast, round_) for _number in range(2)]

    def send(request: FundingRequest) -> None:
        try:
            transitions.submit(request, by=cast.author)
        finally:
            connection.close()

    threads = [Thread(target=send, args=[request]) for request in requests]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return list(round_.requests.in_order())


def test_receipts_in_one_moment_are_stamped_one_after_the_other(met: list[int]) -> None:
    """Whoever is stamped first was also written first: nobody comes in before them later."""
    first, second = submit_together(make_cast())
    assert met == []
    assert first.received_at < second.received_at


def test_control_without_the_lock_of_the_round_both_are_stamped_at_once(
    met: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(transitions, "lock", lambda row: type(row).objects.get(pk=row.pk))
    assert len(submit_together(make_cast())) == 2
    assert sorted(met) == [0, 1]
