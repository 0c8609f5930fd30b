"""Each challenge of a round chooses a procedure and inherits its rules (REQ-11, issue of calls)."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from calls.checklist import gaps_of
from calls.instruments import instrument_of
from calls.instruments.definition import Buying
from calls.models import Theme
from calls.notice_export import notice_fields
from calls.notices import faults_of
from calls.procedures import (
    PROCEDURES,
    buying_of,
    information_days,
    is_negotiated,
    is_part_2,
    notice_code,
    procedure_of,
)
from tests.rounds import make_round

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
CHALLENGE = "A. Challenge A"


def test_the_partnership_brings_the_rules_of_its_own_instrument():
    """REQ-11: nothing of the partnership is stated a second time; article 31 sets the numbers."""
    procedure, own = PROCEDURES["partnership"], instrument_of("innovation_partnership")
    stated = {period.code: period.days for period in own.periods}
    assert procedure.notice_days == stated["request"] == 30
    assert procedure.standstill_days == stated["standstill"] == 20
    assert procedure.information_days == own.information_days == 10
    assert procedure.notice_code == own.procedure_code == "innovation"
    assert procedure.is_part_2
    assert procedure.is_negotiated
    assert procedure.buying == own.buying == Buying.AGREED


def test_a_national_procedure_brings_none_of_them():
    procedure = PROCEDURES["national"]
    assert (procedure.notice_days, procedure.standstill_days) == (0, 0)
    assert not procedure.is_part_2
    assert not procedure.is_negotiated
    assert procedure.buying == Buying.PROCUREMENT


def test_a_theme_of_another_instrument_follows_no_procedure():
    assert procedure_of(Theme(procedure="")) is None
    assert procedure_of(None) is None


@pytest.mark.django_db
def test_a_round_says_of_each_challenge_who_asks_and_by_which_procedure():
    call = make_round(procedures=["", "national"])
    gaps = gaps_of(call, datetime(2026, 1, 1, tzinfo=AMSTERDAM))
    told = [gap.message for gap in gaps if gap.step == "round"]
    assert any(CHALLENGE in message for message in told)
    assert not any("B. Challenge B" in message for message in told)


@pytest.mark.django_db
def test_a_round_may_have_one_challenge_and_has_at_least_one():
    one, none = make_round(procedures=["national"]), make_round(procedures=[])
    now = datetime(2026, 1, 1, tzinfo=AMSTERDAM)
    steps = {gap.step for gap in gaps_of(one, now)}
    assert not steps & {"themes", "round"}
    assert "round" in {gap.step for gap in gaps_of(none, now)}


@pytest.mark.django_db
def test_a_challenge_under_the_partnership_needs_a_notice_and_its_period():
    """REQ-08 and REQ-11: sent on Monday 1 June, open until the end of Wednesday 1 July."""
    call = make_round(procedures=["partnership", "national"])
    now = datetime(2026, 6, 1, 12, tzinfo=AMSTERDAM)
    assert len(list(faults_of(call, now))) == 2  # neither number nor day
    call.notice_number, call.notice_sent_on = "2026-1", date(2026, 6, 1)
    call.notice_published_on = date(2026, 6, 1)
    first = call.phases.get(code="application")
    first.opens_at = datetime(2026, 6, 2, tzinfo=AMSTERDAM)
    first.closes_at = datetime(2026, 7, 1, 12, tzinfo=AMSTERDAM)
    first.save()
    assert len(list(faults_of(call, now))) == 1
    first.closes_at = datetime(2026, 7, 2, tzinfo=AMSTERDAM)
    first.save()
    assert not list(faults_of(call, now))


@pytest.mark.django_db
def test_a_round_of_national_procedures_only_needs_no_notice():
    """The control: Part 2 comes with a challenge that chose the partnership, and with no other."""
    call = make_round(procedures=["national", "national"])
    assert not is_part_2(call)
    assert not is_negotiated(call)
    assert information_days(call) == 0
    assert not list(faults_of(call, datetime(2026, 6, 1, 12, tzinfo=AMSTERDAM)))


@pytest.mark.django_db
def test_a_round_is_as_strict_as_its_strictest_challenge():
    call = make_round(procedures=["partnership", "national"])
    assert is_part_2(call)
    assert is_negotiated(call)
    assert information_days(call) == 10
    assert notice_code(call) == "innovation"
    grounds = [buying_of(call, theme) for theme in call.themes.order_by("code")]
    assert grounds == [Buying.AGREED, Buying.PROCUREMENT]


@pytest.mark.django_db
def test_notice_is_about_the_challenges_under_the_partnership_only():
    """A national challenge is announced on TenderNed without the European fields: it is no lot."""
    call = make_round(procedures=["partnership", "national"])
    lots = [field.value for field in notice_fields(call) if field.code == "BT-137"]
    assert lots == ["LOT-A"]
