"""The replay's table for a terminal."""

from demo.tables import as_table


def test_table_has_a_row_per_figure_and_a_dash_where_a_phase_knows_none() -> None:
    result = {
        "call": "SBIR26-A",
        "phases": [
            {
                "code": "feasibility",
                "kind": "feasibility",
                "offers": 32,
                "median_days": {"open": "77.1"},
                "sealed": False,
            },
            {"code": "procurement", "kind": "procurement", "bought": 2},
        ],
    }
    assert [line.split() for line in as_table(result).splitlines()] == [
        ["SBIR26-A", "feasibility", "procurement"],
        ["offers", "32", "-"],
        ["median", "days,", "open", "77.1", "-"],
        ["sealed", "no", "-"],
        ["bought", "-", "2"],
    ]
