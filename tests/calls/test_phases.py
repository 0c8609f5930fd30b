"""When: a phase takes what is received from its opening until just before its deadline."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import translation

from calls import phases
from calls.models import Call, Phase
from portal.workflow import TransitionRefused

OPENS = datetime(2026, 6, 1, 7, tzinfo=UTC)
CLOSES = datetime(2026, 8, 31, 10, tzinfo=UTC)
TICK = timedelta(microseconds=1)


def phase(state=Call.State.PUBLISHED, **dates):
    window = {"opens_at": OPENS, "closes_at": CLOSES, **dates}
    return Phase(call=Call(reference="SBIR26-PROEF", state=state), kind="feasibility", **window)


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        (OPENS - TICK, "planned"),
        (OPENS, "open"),
        (CLOSES - TICK, "open"),
        (CLOSES, "closed"),
        (CLOSES + timedelta(days=400), "closed"),
    ],
)
def test_the_window_to_the_microsecond(now, expected):
    """What is due before 12:00 is received before 12:00:00.000000."""
    assert phases.window(phase(), now) == expected
    assert phases.is_open(phase(), now) is (expected == "open")


@pytest.mark.parametrize("dates", [{"opens_at": None}, {"closes_at": None}])
def test_a_phase_without_both_dates_is_planned(dates):
    assert phases.window(phase(**dates), CLOSES) == "planned"


def test_before_the_opening_nothing_is_received():
    with pytest.raises(phases.OutsideWindow):
        phases.require_open(phase(), OPENS - TICK)


def test_at_the_deadline_it_is_too_late_and_says_by_how_much():
    with translation.override("en"), pytest.raises(phases.DeadlinePassed) as refused:
        phases.require_open(phase(), CLOSES)
    assert "31 August 2026, 12:00:00 (Amsterdam time)" in refused.value.message
    assert "0.000000 seconds too late" in refused.value.message
    assert "draft is kept" in refused.value.message


@pytest.mark.parametrize(
    ("late", "words"),
    [
        (TICK, "0.000001 seconds"),
        (timedelta(seconds=59.5), "59.500000 seconds"),
        (timedelta(minutes=1), "1 minute"),
        (timedelta(hours=2, minutes=5), "2 hours"),
        (timedelta(days=3), "3 days"),
    ],
)
def test_lateness_in_words(late, words):
    with translation.override("en"):
        assert phases.lateness(CLOSES + late, CLOSES) == words


@pytest.mark.parametrize("state", [state for state in Call.State if state != "published"])
def test_a_call_that_is_not_public_takes_nothing(state):
    with pytest.raises(TransitionRefused):
        phases.require_open(phase(state), CLOSES - TICK)
