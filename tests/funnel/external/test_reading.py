"""A file of calls: a call comes in whole, and every refused row says its column and what to do."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.utils import translation

from funnel.external.models import Telling
from funnel.external.reading import COLUMNS, read
from funnel.external.rules import phase_names
from tests.cast import Cast

TODAY = date(2026, 8, 3)
ROW: dict[str, Any] = {
    "key": "A-1", "title": "Schone sloot", "authority": "Waterschap Voorbeeld",
    "tier": "water_board", "instrument": "sbir", "year": "2016", "phase": "feasibility",
    "offers": "12", "awarded": "4",
}  # fmt: skip


def file_of(*rows: dict[str, Any]) -> str:
    lines = [",".join(str({**dict.fromkeys(COLUMNS, ""), **row}[name]) for name in COLUMNS)
             for row in rows]  # fmt: skip
    return "\n".join([",".join(COLUMNS), *lines])


def found(*rows: dict[str, Any]):
    with translation.override("en"):
        return read(file_of(*rows), today=TODAY)


def test_rows_with_one_key_are_one_call_with_its_phases(cast: Cast) -> None:
    second = {"key": "A-1", "phase": "prototype", "offers": "4", "budget": "1050000.50",
              "authority": ""}  # fmt: skip
    here = found(ROW | {"authority": "rijkswaterstaat"}, second, ROW | {"key": "A-2"})
    assert here.refused == []
    [first, other] = here.calls
    assert first.authority == cast.rws
    assert [phase["kind"] for phase in first.phases] == ["feasibility", "prototype"]
    assert first.phases[1]["budget"] == Decimal("1050000.50")
    assert first.phases[0]["budget"] is None
    assert first.values["vat"] == Telling.Vat.UNKNOWN
    assert (other.key, other.authority) == ("A-2", "Waterschap Voorbeeld")
    assert here.new_names == ["Waterschap Voorbeeld"]


@pytest.mark.parametrize(
    ("change", "column", "reason"),
    [
        ({"title": ""}, "title", "Fill this in"),
        ({"title": "x" * 161}, "title", "160"),
        ({"year": "2027"}, "year", "2026"),
        ({"year": "x"}, "year", "whole number"),
        ({"year": ""}, "year", "Fill this in"),
        ({"tier": "rijk"}, "tier", "state, province"),
        ({"instrument": "pcp"}, "instrument", "sbir"),
        ({"mission": "onbekend"}, "mission", "code of a mission"),
        ({"opened_on": "31-03-2016"}, "opened_on", "2014-03-31"),
        ({"opened_on": "2015-03-31"}, "opened_on", "the same"),
        ({"opened_on": "2016-03-31", "closed_on": "2016-03-01"}, "closed_on", "before"),
        ({"vat": "btw"}, "vat", "included"),
        ({"phase": "fase 1"}, "phase", "feasibility"),
        ({"offers": "=1+1"}, "offers", "whole number"),
        ({"offers": "-1"}, "offers", "whole number"),
        ({"awarded": "13"}, "awarded", "more than"),
        ({"sme_awarded": "5"}, "sme_awarded", "more than"),
        ({"budget": "1.050.000"}, "budget", "1050000"),
        ({"budget": "1e999999"}, "budget", "1050000"),
        ({"paid": "1.555"}, "paid", "two decimals"),
        ({"offers": "", "awarded": ""}, "offers", "at least one"),
    ],
)  # fmt: skip
def test_wrong_cell_says_its_column_and_what_to_do(
    db: None, change: dict[str, str], column: str, reason: str
) -> None:
    here = found(ROW | change, ROW | {"key": "A-2"})
    assert [told.key for told in here.calls] == ["A-2"]
    [row] = here.refused
    assert (row.line, row.column) == (2, column)
    assert reason in row.reason


def test_call_with_one_wrong_row_is_left_out_whole(db: None) -> None:
    here = found(ROW, ROW | {"phase": "prototype", "offers": "veel"}, ROW | {"key": "B"})
    assert [told.key for told in here.calls] == ["B"]
    assert [(row.line, row.column) for row in here.refused] == [(2, ""), (3, "offers")]
    assert "3" in here.refused[0].reason


def test_rows_of_a_call_that_disagree_are_refused(db: None) -> None:
    here = found(ROW, ROW | {"phase": "prototype", "title": "Iets anders"})
    assert here.calls == []
    assert here.refused[1].column == "title"


def test_phase_twice_in_a_call_is_refused(db: None) -> None:
    assert found(ROW, ROW).refused[1].column == "phase"


def test_every_kind_of_phase_can_be_told() -> None:
    assert {"feasibility", "prototype"} <= set(phase_names())
