"""Targets, sessions and stories in the demo: all invented, in the order of time, played twice."""

from datetime import UTC, datetime, timedelta

import pytest

from demo.play import steering
from funnel.outreach.models import Registration, Session
from funnel.results.models import EarlierStory
from funnel.targets.models import Agreement, YearTarget
from portal.accounts.models import Organisation
from portal.clock import portal_now
from tests.conftest import Clock


def test_demo_sets_targets_holds_a_session_and_tells_of_before(db: None, clock: Clock) -> None:
    Organisation.objects.create(name="RVO", kind="agency")
    now = portal_now()
    for move in steering.moves(now):
        clock.set(move.at)
        move.act()
        move.act()  # as after a demo that was cut off
    assert YearTarget.objects.count() == 7
    assert Agreement.objects.count() == 2
    assert all(row.is_invented for row in [*Session.objects.all(), *EarlierStory.objects.all()])
    assert [Session.objects.count(), EarlierStory.objects.count()] == [2, 3]
    assert Registration.objects.filter(state="placed").count() == 5
    assert Registration.objects.filter(has_come=True).count() == 4


@pytest.mark.parametrize("hour", [3, 23])
def test_moves_are_in_the_order_of_time(hour: int) -> None:
    now = datetime(2026, 11, 28, hour, tzinfo=UTC)
    moments = [move.at for move in steering.moves(now)]
    assert moments == sorted(moments)
    assert now - moments[0] < timedelta(days=90)
    assert moments[-1] <= now
