"""Money, dates and deadlines as people read them (look.md; house.md, Time)."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from django.utils import translation

from portal.look import wording

CLOSES = datetime(2026, 8, 31, 10, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("amount", "language", "expected"),
    [
        (Decimal("50000"), "nl", "€\xa050.000,00"),
        (Decimal("50000"), "en", "€50,000.00"),
        (Decimal("0.01"), "nl", "€\xa00,01"),
        (Decimal("-1234.5"), "nl", "€\xa0\N{MINUS SIGN}1.234,50"),
        (Decimal("-1234.5"), "en", "\N{MINUS SIGN}€1,234.50"),
        (Decimal("49999.995"), "nl", "€\xa050.000,00"),
        (Decimal("999.994"), "nl", "€\xa0999,99"),
        (7, "nl", "€\xa07,00"),
        (None, "nl", "\N{EN DASH}"),
    ],
)
def test_euro_is_written_as_the_language_does(amount, language, expected):
    with translation.override(language):
        assert wording.euro_text(amount) == expected


def test_short_euro_leaves_out_only_cents_that_are_zero():
    with translation.override("nl"):
        assert wording.euro_text(Decimal("500000.00"), short=True) == "€\xa0500.000"
        assert wording.euro_text(Decimal("49999.99"), short=True) == "€\xa049.999,99"


@pytest.mark.parametrize("amount", [1.5, True, "50000"])
def test_euro_refuses_what_cannot_hold_a_cent(amount):
    with pytest.raises(TypeError):
        wording.euro_text(amount)


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("nl", "maandag 31 augustus 2026, vóór 12:00 uur (Amsterdamse tijd)"),
        ("en", "Monday 31 August 2026, before 12:00 (Amsterdam time)"),
    ],
)
def test_deadline_names_day_time_and_zone(language, expected):
    with translation.override(language):
        assert wording.deadline_moment_text(CLOSES) == expected


def test_seconds_show_when_a_deadline_has_them():
    with translation.override("nl"):
        assert "23:59:59" in wording.deadline_moment_text(
            datetime(2026, 1, 1, 22, 59, 59, tzinfo=UTC)
        )


@pytest.mark.parametrize(
    ("gap", "expected"),
    [
        (timedelta(days=3), "over 3 dagen"),
        (timedelta(hours=48), "over 2 dagen"),
        (timedelta(hours=48, seconds=-1), "over 47 uur"),
        (timedelta(hours=2), "over 2 uur"),
        (timedelta(hours=2, seconds=-1), "over 119 minuten"),
        (timedelta(minutes=1), "over 1 minuut"),
        (timedelta(seconds=59), "over minder dan een minuut"),
        (timedelta(0), "zojuist"),
        (timedelta(minutes=-5), "5 minuten geleden"),
        (timedelta(days=-4), "4 dagen geleden"),
    ],
)
def test_distance_never_promises_more_time_than_there_is(gap, expected):
    with translation.override("nl"):
        assert wording.distance_text(CLOSES, CLOSES - gap) == expected


def test_distance_counts_calendar_days_when_the_clock_goes_back():
    before = datetime(2026, 10, 23, 9, 30, tzinfo=UTC)  # 11:30, summer time
    after = datetime(2026, 10, 26, 11, 0, tzinfo=UTC)  # 12:00, winter time
    with translation.override("nl"):
        assert wording.distance_text(after, before) == "over 3 dagen"


def test_fingerprint_falls_apart_in_groups_of_eight():
    assert wording.fingerprint_text("0123456789abcdef01") == "01234567 89abcdef 01"


def test_number_rounds_half_up():
    with translation.override("nl"):
        assert wording.number_text(Decimal("7.25"), 1) == "7,3"
        assert wording.number_text(1234) == "1.234"
