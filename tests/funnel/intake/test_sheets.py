"""Files that people bring: XLSX reads as its CSV does, and what is too large stops at once."""

import json
import zipfile
from datetime import date
from io import BytesIO
from typing import Any

import pytest
from django.utils import translation
from openpyxl import Workbook

from funnel.intake import sheets
from funnel.intake.sheets import csv_of
from funnel.intake.tables import Unreadable, rows_of

COLUMNS = ("year", "offers", "source")


def xlsx(*rows: list[Any]) -> bytes:
    book = Workbook()
    for row in rows:
        book.active.append(row)
    content = BytesIO()
    book.save(content)
    return content.getvalue()


def zipped(**parts: bytes) -> bytes:
    content = BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as package:
        for name, part in parts.items():
            package.writestr(name, part)
    return content.getvalue()


def test_rows_of_a_sheet_read_as_csv_and_keep_the_number_of_their_row() -> None:
    content = xlsx(list(COLUMNS), [2018, 12.0, "RVO"], [], [2019, 0.1, date(2019, 3, 1)])
    rows = list(rows_of(csv_of(content), COLUMNS))
    assert rows == [
        (2, {"year": "2018", "offers": "12", "source": "RVO"}),
        (4, {"year": "2019", "offers": "0.1", "source": "2019-03-01"}),
    ]


def test_formula_is_not_computed() -> None:
    """ASVS 1.2.10: it comes along as text, which no column of numbers takes."""
    [(_line, row)] = rows_of(csv_of(xlsx(list(COLUMNS), [2018, "=1+1", None])), COLUMNS)
    assert row["offers"] == "=1+1"


def test_package_that_unpacks_too_large_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheets, "MOST_BYTES", 100_000)
    bomb = zipped(**{"xl/worksheets/sheet1.xml": b"0" * 200_000})
    assert len(bomb) < 1_000
    with translation.override("en"), pytest.raises(Unreadable, match="unpacked"):
        csv_of(bomb)


def test_package_of_many_parts_is_refused() -> None:
    parts = {f"part{number}": b"" for number in range(sheets.MOST_PARTS + 1)}
    with translation.override("en"), pytest.raises(Unreadable, match="parts"):
        csv_of(zipped(**parts))


def test_sheet_of_more_rows_than_the_bound_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheets, "MOST_ROWS", 2)
    assert csv_of(xlsx(["a"], ["b"]))
    with translation.override("en"), pytest.raises(Unreadable, match="more than 2 rows"):
        csv_of(xlsx(["a"], ["b"], ["c"]))


def test_part_that_declares_entities_is_refused() -> None:
    sound = xlsx(list(COLUMNS))
    content = BytesIO(sound)
    with zipfile.ZipFile(content, "a") as package:
        package.writestr("xl/extra.xml", b'<!DOCTYPE x [<!ENTITY a "aaaa">]><x>&a;</x>')
    assert csv_of(sound)
    with pytest.raises(Unreadable):
        csv_of(content.getvalue())


@pytest.mark.parametrize("content", [b"PK\x03\x04", b"PK\x03\x04" + b"x" * 500, zipped(a=b"x")])
def test_broken_package_is_refused_and_breaks_nothing(content: bytes) -> None:
    with pytest.raises(Unreadable):
        csv_of(content)


def test_only_the_needed_columns_must_be_there() -> None:
    assert next(iter(rows_of("year\n2018\n", COLUMNS, ["year"])))[1]["offers"] == ""
    with pytest.raises(Unreadable):
        list(rows_of("offers\n1\n", COLUMNS, ["year"]))


def test_json_and_semicolons_read_the_same() -> None:
    row = {"year": 2018, "offers": 12, "source": "RVO"}
    [(_one, plain)] = rows_of("\ufeffyear;offers;source\n2018;12;RVO\n", COLUMNS)
    [(_two, told)] = rows_of(json.dumps([row]), COLUMNS)
    assert plain == told == {"year": "2018", "offers": "12", "source": "RVO"}
