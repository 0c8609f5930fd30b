"""Time per stage: what is over counts in the median, what runs only in what is late now."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from funnel.timing.pages import stage_rows
from funnel.timing.stages import (
    ContractMoments,
    PhaseMoments,
    cases_of,
    figures_of,
    is_late,
    late_first,
    p90,
    spans_of,
)

START = datetime(2026, 1, 5, 9, tzinfo=UTC)
DAY = timedelta(days=1)
NOW = START + 100 * DAY


def phase(**moments: object) -> PhaseMoments:
    values: dict = {"call": "SBIR26-1", "phase": "feasibility", "instrument": "sbir",
                    "opens_at": START, "closes_at": START + 30 * DAY}  # fmt: skip
    return PhaseMoments(**(values | moments))


def stage(phases: list[PhaseMoments], name: str, norms: dict | None = None):
    cases = [case for each in phases for case in cases_of(each, NOW)]
    return next(each for each in figures_of(cases, norms or {}, NOW) if each.stage == name)


def test_stage_that_runs_counts_in_late_and_never_in_the_median() -> None:
    over = [phase(opened_at=START + (30 + days) * DAY) for days in (1, 2, 9)]
    figures = stage([*over, phase()], "sealed", {("sealed", ""): 5})
    assert (figures.count, figures.median, figures.p90) == (3, Decimal("2.0"), Decimal("9.0"))
    assert (figures.running, figures.late) == (1, 1)
    assert (figures.within, figures.measured) == (2, 3)


def test_stage_without_an_end_yet_has_no_median() -> None:
    """REQ-30: nothing is divided by zero."""
    figures = stage([phase()], "sealed")
    assert (figures.count, figures.median, figures.p90, figures.measured) == (0, None, None, 0)
    assert (figures.running, figures.late) == (1, 0)


def test_deadline_that_lies_ahead_leaves_the_stage_running() -> None:
    [case] = cases_of(phase(closes_at=NOW + DAY), NOW)
    assert (case.stage, case.end) == ("open", None)
    assert cases_of(phase(opens_at=NOW + DAY, closes_at=NOW + 2 * DAY), NOW) == []


def test_call_that_was_stopped_waits_on_nobody() -> None:
    assert [case.stage for case in cases_of(phase(runs=False), NOW)] == ["open"]


@pytest.mark.parametrize(
    ("lengths", "expected"),
    [([], None), ([4], 4), ([1, 2], 2), (range(1, 11), 9), (range(1, 12), 10), (range(1, 21), 18)],
)
def test_p90_is_the_smallest_length_that_nine_of_ten_stay_within(lengths, expected) -> None:
    found = p90([Decimal(each) for each in lengths])
    assert found == (None if expected is None else Decimal(expected))


def test_norm_of_an_instrument_goes_before_the_norm_of_all() -> None:
    norms = {("sealed", ""): 200, ("sealed", "sbir"): 3}
    assert stage([phase()], "sealed", norms).late == 1
    assert stage([phase(instrument="hackathon")], "sealed", norms).late == 0
    lifted = norms | {("sealed", "sbir"): None}
    assert stage([phase()], "sealed", lifted).late == 0


def test_planned_day_is_the_norm_where_none_is_set() -> None:
    """Decision 0310: the days planned for advice and result."""
    runs = phase(opened_at=START + 31 * DAY, advice_by=START + 60 * DAY)
    assert stage([runs], "assessing").late == 1
    assert stage([runs], "assessing").norms == {None}
    assert stage([runs], "assessing", {("assessing", ""): 90}).late == 0
    ended = phase(opened_at=START + 31 * DAY, advised_at=START + 59 * DAY,
                  advice_by=START + 60 * DAY)  # fmt: skip
    assert (stage([ended], "assessing").within, stage([ended], "assessing").measured) == (1, 1)


def test_each_contract_is_a_case_and_one_that_ended_early_waits_on_nobody() -> None:
    at = START + 50 * DAY
    contracts = [
        ContractMoments("a", at + DAY, at + 11 * DAY),
        ContractMoments("b", at + 2 * DAY, None, due_at=at + 20 * DAY),
        ContractMoments("c", None, None, is_over=True),
    ]
    of = phase(released_at=at, contracts=contracts)
    signing, delivering = stage([of], "contracting"), stage([of], "delivering")
    assert (signing.count, signing.running, signing.median) == (2, 0, Decimal("1.5"))
    assert (delivering.count, delivering.running, delivering.late) == (1, 1, 1)


def test_figures_of_a_call_have_the_same_spans() -> None:
    """The page of one call and this one compute time in one way."""
    at = START + 50 * DAY
    of = phase(opened_at=at, contracts=[ContractMoments("a", None, None)])
    assert spans_of(of) == {
        "open": [(START, START + 30 * DAY)],
        "sealed": [(START + 30 * DAY, at)],
    }


def test_what_is_longest_past_its_day_stands_first() -> None:
    norms = {("sealed", ""): 1}
    later = phase(call="B", closes_at=START + 40 * DAY)
    cases = [case for each in (later, phase(call="A")) for case in cases_of(each, NOW)]
    found = late_first(cases, norms, NOW)
    assert [case.of.call for case in found] == ["A", "B"]
    assert all(is_late(case, norms, NOW) for case in found)


def test_bars_share_one_scale_and_stay_within_the_drawing() -> None:
    cases = cases_of(phase(opened_at=START + 40 * DAY), NOW)
    rows = stage_rows(figures_of(cases, {("sealed", ""): 60}, NOW))
    assert [row.figures.stage for row in rows] == ["open", "sealed", "assessing"]
    assert [row.norm_x for row in rows] == [None, 160.0, None]
    assert rows[0].median_x == 80.0
    assert not rows[1].is_over_norm
