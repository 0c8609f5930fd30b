"""News within the information period proposes a later deadline (Aanbestedingswet 2.54)."""

from datetime import datetime, timedelta

import pytest

from calls import periods
from calls.extension import information_days, proposed_extension, proposed_extensions
from calls.models import Phase
from portal.look.wording import AMSTERDAM
from tests.factories import CallFactory, PhaseFactory


def at(month: int, day: int, hour: int = 0) -> datetime:
    return datetime(2026, month, day, hour, tzinfo=AMSTERDAM)


@pytest.fixture
def phase(db: None) -> Phase:
    """Open in August, closing on Monday 31 August at noon; ten days of information."""
    call = CallFactory(published=True, information_days=10)
    return PhaseFactory(call=call, opens_at=at(8, 1), closes_at=at(8, 31, 12))


def test_news_before_the_limit_proposes_nothing(phase: Phase) -> None:
    assert proposed_extension(phase, at(8, 20, 23)) is None


def test_news_from_the_limit_on_proposes_a_deadline_that_leaves_ten_days(phase: Phase) -> None:
    """REQ-08: computed by the same periods, at the same hour, on a working day."""
    proposed = proposed_extension(phase, at(8, 21))
    assert proposed is not None
    assert (proposed.days, proposed.limit, proposed.to) == (10, at(8, 21), at(9, 1, 12))
    assert periods.information_limit(proposed.to, 10) > at(8, 21)


@pytest.mark.parametrize("moment", [at(7, 31, 23), at(8, 31, 12), at(10, 1)])
def test_news_while_nothing_is_open_proposes_nothing(phase: Phase, moment: datetime) -> None:
    assert proposed_extension(phase, moment) is None


def test_sbir_has_no_information_period_unless_the_call_says(db: None) -> None:
    assert information_days(CallFactory()) == 0
    assert information_days(CallFactory(information_days=6)) == 6
    phase = PhaseFactory(opens_at=at(8, 1), closes_at=at(8, 31, 12))
    assert proposed_extension(phase, at(8, 31, 11)) is None


def test_every_open_phase_of_the_call_is_looked_at(phase: Phase) -> None:
    PhaseFactory(call=phase.call, invited=True, opens_at=at(8, 2), closes_at=at(8, 28, 9))
    found = proposed_extensions(phase.call, at(8, 25, 10))
    assert [one.to - at(9, 1) for one in found] == [
        timedelta(days=6, hours=12), timedelta(days=6, hours=9)
    ]  # fmt: skip
