"""Euros and moments as people type them (REQ-01: money is exact to the cent)."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation

from portal.fields import EuroField, MomentField, read_euros

OCTOBER_NIGHT = "2026-10-25"  # the clock goes back at 03:00
MARCH_NIGHT = "2027-03-28"  # the clock goes forward at 02:00


@pytest.mark.parametrize(
    ("typed", "amount"),
    [
        ("50.000,00", "50000.00"),
        ("50,000.00", "50000.00"),
        ("50000.00", "50000.00"),
        ("50000", "50000.00"),
        ("50.000", "50000.00"),
        ("50,000", "50000.00"),
        ("€ 1.234.567,89", "1234567.89"),
        ("€\u00a050.000,-", "50000.00"),
        ("EUR 12,5", "12.50"),
        ("0,01", "0.01"),
        ("50 000", "50000.00"),
    ],
)
def test_amount_is_read_in_both_ways_of_writing(typed: str, amount: str) -> None:
    assert read_euros(typed) == Decimal(amount)


@pytest.mark.parametrize(
    "typed",
    ["", "veel", "1.2.3", "1,23,456", "12.34,5678", "-5", "1e5", "50.00.00", "1.234,567.89",
     "NaN", "½", "1" * 13],
)  # fmt: skip
def test_what_is_no_amount_is_none(typed: str) -> None:
    assert read_euros(typed) is None


@pytest.mark.parametrize("typed", ["0", "0,00", "veel"])
def test_money_is_above_zero(typed: str) -> None:
    with pytest.raises(ValidationError):
        EuroField().clean(typed)


def test_amount_is_shown_as_it_can_be_typed_again() -> None:
    for language, shown in [("nl", "50.000,00"), ("en", "50,000.00")]:
        with translation.override(language):
            assert EuroField().prepare_value(Decimal("50000.00")) == shown
            assert read_euros(shown) == Decimal("50000.00")


def test_moment_is_typed_in_amsterdam_and_kept_in_utc() -> None:
    assert MomentField().clean(["2026-08-31", "12:00", ""]) == datetime(2026, 8, 31, 10, tzinfo=UTC)
    assert MomentField().clean(["31-12-2026", "12:00", ""]) == datetime(
        2026, 12, 31, 11, tzinfo=UTC
    )


def test_time_that_the_clock_skips_is_refused() -> None:
    with pytest.raises(ValidationError) as refused:
        MomentField().clean([MARCH_NIGHT, "02:30", ""])
    assert refused.value.code == "skipped"
    assert MomentField().clean([MARCH_NIGHT, "03:00", ""]) == datetime(2027, 3, 28, 1, tzinfo=UTC)


def test_time_that_comes_twice_asks_which() -> None:
    field = MomentField()
    with pytest.raises(ValidationError) as refused:
        field.clean([OCTOBER_NIGHT, "02:30", ""])
    assert refused.value.code == "twice"
    assert field.clean([OCTOBER_NIGHT, "02:30", "0"]) == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    assert field.clean([OCTOBER_NIGHT, "02:30", "1"]) == datetime(2026, 10, 25, 1, 30, tzinfo=UTC)


def test_question_which_of_two_is_there_only_when_it_exists() -> None:
    widget = MomentField().widget
    assert "<select" in widget.render("at", [OCTOBER_NIGHT, "02:30", ""])
    assert "<select" not in widget.render("at", ["2026-10-26", "02:30", ""])
    assert "<select" not in widget.render("at", ["geen datum", "02:30", ""])


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        (["2026-08-31", "", ""], "incomplete"),
        (["", "12:00", ""], "incomplete"),
        (["", "", ""], "required"),
        (["31 augustus", "12:00", ""], "invalid"),
        (["2026-02-30", "12:00", ""], "invalid"),
        (["2026-08-31", "25:00", ""], "invalid"),
    ],
)
def test_half_a_moment_and_none_are_told_apart(typed: list[str], code: str) -> None:
    with pytest.raises(ValidationError) as refused:
        MomentField().clean(typed)
    assert [error.code for error in refused.value.error_list] == [code]


def test_moment_comes_back_as_it_was_typed() -> None:
    field = MomentField()
    for at in (
        datetime(2026, 10, 25, 0, 30, tzinfo=UTC),
        datetime(2026, 10, 25, 1, 30, tzinfo=UTC),
    ):
        day, clock, which = field.widget.decompress(at)
        assert field.clean([f"{day}", f"{clock:%H:%M}", which]) == at
