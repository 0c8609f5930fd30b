"""When the result is planned: a number of days after the deadline, shown and remembered."""

from datetime import UTC, date, datetime, timedelta

import pytest

from calls.calendar import calendar_of
from calls.instruments import instrument_of
from calls.models import Phase
from calls.moments import moments_of
from calls.planning import advice_by, result_by
from portal.look.wording import AMSTERDAM
from tests.factories import PhaseFactory

CLOSES = datetime(2027, 3, 4, 11, 0, tzinfo=UTC)  # a Thursday


def planned(days: int, closes_at: datetime | None = CLOSES) -> Phase:
    return Phase(decision_days=days, closes_at=closes_at)


@pytest.mark.parametrize(
    ("days", "result", "advice"),
    [
        (56, date(2027, 4, 29), date(2027, 4, 22)),
        (24, date(2027, 3, 30), date(2027, 3, 23)),  # Easter: 28 and 29 March are no working days
        (3, date(2027, 3, 8), date(2027, 3, 8)),  # no week left: advice on the day of the result
    ],
)
def test_result_is_on_a_working_day_and_the_advice_a_week_before(days, result, advice):
    phase = planned(days)

    assert result_by(phase) == datetime.combine(result, datetime.max.time(), AMSTERDAM).replace(
        microsecond=0
    )
    assert advice_by(phase).astimezone(AMSTERDAM).date() == advice


def test_nothing_is_planned_without_days_or_deadline():
    for phase in (planned(0), planned(56, closes_at=None)):
        assert (result_by(phase), advice_by(phase)) == (None, None)


def test_result_moves_with_the_deadline():
    later = planned(56, CLOSES + timedelta(days=14))

    assert result_by(later) - result_by(planned(56)) == timedelta(days=14)


def test_instrument_says_where_the_plan_begins():
    """A jury of a contest within 30 days; teams of a hackathon hear it the next day."""
    found = {
        code: instrument_of(code).phase(phase).decision_days
        for code, phase in [("sbir", "feasibility"), ("design_contest", "contest"),
                            ("hackathon", "hack")]
    }  # fmt: skip

    assert found == {"sbir": 56, "design_contest": 30, "hackathon": 1}


def test_applicants_read_when_the_result_is_expected(db):
    phase = PhaseFactory(decision_days=42)

    told = {moment.code: moment.at for moment in moments_of(phase.call)}
    assert told["feasibility-result"] == result_by(phase).date()
    line = f"DTSTART;VALUE=DATE:{result_by(phase):%Y%m%d}".encode()
    assert line in calendar_of(phase.call, None)
