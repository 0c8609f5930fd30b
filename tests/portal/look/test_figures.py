"""What the figures draw, checked against numbers worked out by hand."""

from datetime import UTC, date, datetime
from decimal import Decimal

from portal.look import figures

NOON = datetime(2026, 8, 31, 10, 0, tzinfo=UTC)


def _row(rank: int, *, funded: bool, amount: int = 50_000) -> dict:
    return {"rank": rank, "label": f"offer {rank}", "amount": amount, "is_funded": funded}


def test_timeline_orders_moments_and_marks_the_next_one():
    moments = figures.timeline(
        [
            {"label": "letters", "at": date(2026, 10, 12)},
            {"label": "published", "at": date(2026, 6, 15)},
            {"label": "closes", "at": NOON},
            {"label": "not planned", "at": None},
        ],
        now=datetime(2026, 8, 28, 9, 30, tzinfo=UTC),
    )
    assert [moment.label for moment in moments] == ["published", "closes", "letters"]
    assert [moment.is_past for moment in moments] == [True, False, False]
    assert [moment.is_next for moment in moments] == [False, True, False]


def test_timeline_counts_the_very_moment_of_closing_as_past():
    (moment,) = figures.timeline([{"label": "closes", "at": NOON}], now=NOON)
    assert moment.is_past


def test_timeline_keeps_today_ahead_until_midnight_in_amsterdam():
    late = datetime(2026, 8, 31, 21, 59, tzinfo=UTC)
    (moment,) = figures.timeline([{"label": "day", "at": date(2026, 8, 31)}], now=late)
    assert not moment.is_past


def test_budget_line_falls_after_the_last_funded_offer():
    rows = [_row(1, funded=True), _row(2, funded=True), _row(3, funded=False)]
    line = figures.budget_line(rows, Decimal(120_000))
    assert [entry.row["rank"] for entry in line.above] == [1, 2]
    assert [entry.row["rank"] for entry in line.below] == [3]
    assert [entry.together for entry in line.above] == [50_000, 100_000]
    assert (line.used, line.left) == (100_000, 20_000)


def test_budget_line_shows_an_offer_that_still_fitted_below_the_line():
    rows = [_row(1, funded=True), _row(2, funded=False), _row(3, funded=True, amount=20_000)]
    line = figures.budget_line(rows, Decimal(70_000))
    assert [entry.is_funded for entry in line.below] == [False, True]
    assert line.left == 0


def test_score_row_shows_mean_range_and_a_wide_spread():
    grid = {
        "members": ["A", "B", "C"],
        "scale_min": 1,
        "scale_max": 10,
        "criteria": [{"label": "impact", "threshold": 5, "scores": [4, 8, 8], "consensus": None}],
    }
    (row,) = figures.score_rows(grid)
    assert (row.lowest, row.highest) == (4, 8)
    assert row.mean.quantize(Decimal("0.01")) == Decimal("6.67")
    assert row.is_wide  # 4 of the 9 points of the scale
    assert row.spread.dots[1].x == row.spread.dots[2].x
    assert row.spread.dots[1].y > row.spread.dots[2].y  # equal scores are stacked


def test_score_row_without_scores_draws_nothing():
    grid = {
        "members": ["A"],
        "scale_min": 1,
        "scale_max": 10,
        "criteria": [{"label": "impact", "scores": [None]}],
    }
    (row,) = figures.score_rows(grid)
    assert (row.mean, row.spread, row.is_wide) == (None, None, False)


def test_funnel_bars_keep_the_proportion_of_the_counts():
    stages = figures.funnel([{"count": 32}, {"count": 10}, {"count": 0}])
    assert [stage.width for stage in stages] == [400, 125, 2]
    assert [stage.share for stage in stages] == [None, Decimal("31.25"), 0]
    assert stages[0].joint
    assert not stages[-1].joint
    assert all(stage.x * 2 + stage.width == figures.FUNNEL_WIDTH for stage in stages)


def test_funnel_of_an_empty_call_divides_by_nothing():
    stages = figures.funnel([{"count": 0}, {"count": 0}])
    assert [stage.share for stage in stages] == [None, None]
