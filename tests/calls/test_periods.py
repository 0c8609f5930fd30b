"""Legal periods: Regulation 1182/71, with the holidays of the Algemene termijnenwet."""

from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from calls import periods
from portal.look.wording import AMSTERDAM
from portal.workdays import is_working_day

BUSY = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])  # the machine may be
DAYS = st.dates(date(2020, 1, 1), date(2035, 12, 31))


def at(year: int, month: int, day: int, hour: int = 0, minute: int = 0) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=AMSTERDAM)


def test_earliest_deadline_of_a_notice_sent_on_monday_1_june() -> None:
    """REQ-08: sent Monday 1 June 2026, 30 days: the end of Wednesday 1 July."""
    assert periods.last_day(date(2026, 6, 1), 30) == date(2026, 7, 1)
    assert periods.earliest_deadline(date(2026, 6, 1), 30) == at(2026, 7, 2)


@pytest.mark.parametrize(
    ("event", "days", "last", "why"),
    [
        ((2026, 6, 1), 30, (2026, 7, 1), "the day of the event does not count"),
        ((2026, 6, 5), 1, (2026, 6, 8), "a Saturday moves to Monday"),
        ((2026, 3, 4), 30, (2026, 4, 7), "Good Friday, then Easter to its Monday"),
        ((2026, 3, 5), 30, (2026, 4, 7), "Saturday before Easter"),
        ((2026, 3, 28), 30, (2026, 4, 28), "King's Day, a Monday"),
        ((2025, 3, 26), 30, (2025, 4, 25), "the Friday before King's Day, that year on Saturday"),
        ((2027, 3, 28), 30, (2027, 4, 28), "King's Day, a Tuesday"),
        ((2026, 4, 5), 30, (2026, 5, 6), "5 May, also in a year that is no lustrum"),
        ((2026, 4, 14), 30, (2026, 5, 15), "Ascension Day"),
        ((2026, 4, 25), 30, (2026, 5, 26), "Whit Monday"),
        ((2026, 11, 25), 30, (2026, 12, 28), "both Christmas days, then a weekend"),
        ((2026, 12, 2), 30, (2027, 1, 4), "New Year's Day, then a weekend, over the year's end"),
        ((2027, 12, 1), 30, (2027, 12, 31), "New Year's Eve is a working day"),
        ((2024, 1, 30), 30, (2024, 2, 29), "a leap day is a day"),
    ],
)
def test_last_day_on_a_holiday_moves_to_the_next_working_day(
    event: tuple[int, int, int], days: int, last: tuple[int, int, int], why: str
) -> None:
    """REQ-08: Regulation 1182/71, article 3(4)."""
    assert periods.last_day(date(*event), days) == date(*last), why


def test_last_day_of_a_short_period_leaves_two_working_days() -> None:
    """REQ-08: article 3(5): two days from Friday would hold only Monday."""
    assert periods.last_day(date(2026, 6, 5), 2) == date(2026, 6, 9)
    assert periods.last_day(date(2026, 12, 24), 4) == date(2026, 12, 29)
    assert periods.last_day(date(2026, 6, 5), 1) == date(2026, 6, 8)  # one day asks for no two


def test_earliest_deadline_over_the_nights_in_which_the_clock_moves() -> None:
    """REQ-08: days are days in Amsterdam, though one has 23 hours and another 25."""
    spring = periods.earliest_deadline(date(2026, 3, 2), 30)
    autumn = periods.earliest_deadline(date(2026, 10, 1), 30)
    assert spring.isoformat() == "2026-04-02T00:00:00+02:00"
    assert autumn.isoformat() == "2026-11-03T00:00:00+01:00"  # 31 October is a Saturday
    assert periods.end_of(date(2026, 3, 28)).isoformat() == "2026-03-29T00:00:00+01:00"
    assert periods.end_of(date(2026, 3, 29)).isoformat() == "2026-03-30T00:00:00+02:00"


@pytest.mark.parametrize("days", [0, -1])
def test_period_of_no_days_is_refused(days: int) -> None:
    with pytest.raises(ValueError, match="at least one day"):
        periods.last_day(date(2026, 6, 1), days)
    with pytest.raises(ValueError, match="at least one day"):
        periods.information_limit(at(2026, 6, 1), days)


def test_information_limit_leaves_ten_whole_days_before_the_deadline() -> None:
    """REQ-08: counted backwards, the day of the deadline does not count."""
    assert periods.information_limit(at(2026, 8, 31, 12), 10) == at(2026, 8, 21)
    assert periods.information_limit(at(2026, 8, 31, 0), 10) == at(2026, 8, 21)
    assert periods.information_limit(at(2026, 8, 31, 23, 59), 10) == at(2026, 8, 21)


def test_information_limit_does_not_move_away_from_a_holiday() -> None:
    """REQ-08: article 3(4) is not for periods counted backwards: Christmas, a Sunday, Easter."""
    assert periods.information_limit(at(2027, 1, 4, 12), 10) == at(2026, 12, 25)
    assert periods.information_limit(at(2026, 8, 26, 12), 10) == at(2026, 8, 16)
    assert periods.information_limit(at(2026, 4, 16, 12), 10) == at(2026, 4, 6)


def test_information_limit_of_a_short_period_leaves_two_working_days() -> None:
    """REQ-08: article 3(5): the two days before a Monday are a weekend."""
    assert periods.information_limit(at(2026, 6, 8, 12), 2) == at(2026, 6, 4)
    assert periods.information_limit(at(2026, 12, 28, 12), 4) == at(2026, 12, 23)


def test_information_limit_over_the_nights_in_which_the_clock_moves() -> None:
    assert periods.information_limit(at(2026, 4, 1, 9), 10).isoformat() == (
        "2026-03-22T00:00:00+01:00"
    )
    assert periods.information_limit(at(2026, 10, 27, 9), 10).isoformat() == (
        "2026-10-17T00:00:00+02:00"
    )


def test_closing_with_information_is_a_working_day_at_the_same_hour() -> None:
    """Told on Friday 21 August: Monday 31 August has only nine whole days, so it is Tuesday."""
    told = at(2026, 8, 21, 10)
    assert periods.closing_with_information(told, 10, at=time(12)) == at(2026, 9, 1, 12)
    christmas = periods.closing_with_information(at(2026, 12, 14, 10), 10, at=time(12))
    assert christmas == at(2026, 12, 28, 12)


def test_closing_with_information_after_the_night_in_which_the_clock_moves() -> None:
    """A working day never holds a change of the clock, so the hour stays as it was asked."""
    closing = periods.closing_with_information(at(2026, 3, 18, 10), 10, at=time(2, 30))
    assert closing == at(2026, 3, 30, 2, 30)  # the night of 29 March is a Sunday


@BUSY
@given(DAYS, st.integers(1, 120))
def test_last_day_is_a_working_day_no_earlier_than_counted(event: date, days: int) -> None:
    last = periods.last_day(event, days)
    assert is_working_day(last)
    assert last >= event + timedelta(days=days)
    counted = [event + timedelta(days=n) for n in range(1, (last - event).days + 1)]
    assert sum(map(is_working_day, counted)) >= min(days, 2)


@BUSY
@given(DAYS, st.integers(1, 60))
def test_closing_with_information_meets_its_own_limit(day: date, days: int) -> None:
    """The two functions are each other's mirror, over every holiday and change of the clock."""
    told = datetime.combine(day, time(15, 30), tzinfo=AMSTERDAM)
    closing = periods.closing_with_information(told, days, at=time(12))
    assert periods.information_limit(closing, days) > told
    assert is_working_day(closing.date())
