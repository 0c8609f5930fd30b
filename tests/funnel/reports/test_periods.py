"""Which period a report is about: the newest that is over, in whole days."""

from datetime import date

import pytest

from funnel.reports.models import period_name
from funnel.reports.periods import last_finished


@pytest.mark.parametrize(
    ("every", "today", "first", "last"),
    [
        ("month", date(2026, 3, 1), date(2026, 2, 1), date(2026, 2, 28)),
        ("month", date(2026, 1, 31), date(2025, 12, 1), date(2025, 12, 31)),
        ("month", date(2028, 3, 15), date(2028, 2, 1), date(2028, 2, 29)),
        ("quarter", date(2026, 3, 31), date(2025, 10, 1), date(2025, 12, 31)),
        ("quarter", date(2026, 4, 1), date(2026, 1, 1), date(2026, 3, 31)),
        ("year", date(2026, 12, 31), date(2025, 1, 1), date(2025, 12, 31)),
    ],
)
def test_period_that_is_over(every: str, today: date, first: date, last: date) -> None:
    period = last_finished(every, today)
    assert (period.starts_on, period.ends_on) == (first, last)
    assert (period.end - period.begin).days >= 28


def test_period_is_whole_days_in_amsterdam_also_when_the_clock_changes() -> None:
    """March 2026 has a day of 23 hours: the period ends at midnight all the same."""
    march = last_finished("month", date(2026, 4, 2))
    assert march.begin.isoformat() == "2026-03-01T00:00:00+01:00"
    assert march.end.isoformat() == "2026-04-01T00:00:00+02:00"


def test_file_is_named_after_its_period() -> None:
    assert period_name(date(2025, 1, 1), date(2025, 12, 31)) == "rapport-2025"
    assert period_name(date(2026, 4, 1), date(2026, 6, 30)) == "rapport-2026-K2"
    assert period_name(date(2026, 2, 1), date(2026, 2, 28)) == "rapport-2026-02"
