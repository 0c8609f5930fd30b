"""Figures from before the portal: to the digit, restated ones with both, undone whole."""

import json
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import translation

from demo.play.cofunding import YEARS
from funnel.history import selectors, services
from funnel.history.models import Edition, YearFigure
from funnel.history.reading import read
from funnel.history.shipped import load
from funnel.intake.tables import Unreadable
from portal.audit.models import AuditEvent
from portal.workflow import TransitionRefused
from tests.cast import Cast, client_of
from tests.funnel.intake.test_sheets import xlsx

HEAD = "year,measure,part,value\n"


@pytest.fixture
def shipped(db: None) -> list[Edition]:
    """Both editions of the file that ships."""
    return load(json.loads(YEARS.read_text(), parse_float=str))


def rows() -> dict[int, Any]:
    return {row.year: row for row in selectors.years()}


def test_history_reproduces_the_published_table_to_the_digit(shipped: list[Edition]) -> None:
    """Every cell of the file comes back as it was published, and the stated total of 2019."""
    document = json.loads(YEARS.read_text(), parse_float=Decimal, parse_int=Decimal)
    found = rows()
    for published in document["years"]:
        parts = found[int(published["year"])].parts
        told = [published[name] * 1_000_000 for name in ("phase_1", "phase_2", "unallocated")]
        assert parts == told, published
    assert found[2019].budget.total == document["totals_stated"]["2019"] * 1_000_000
    assert found[2019].counts == [4, 157, 62]
    assert found[2018].counts == [None, 128, 43]


def test_restated_year_keeps_both_figures(shipped: list[Edition]) -> None:
    """REQ-30: 2018 was first 7.76 million and later 7.13."""
    year = rows()[2018]
    assert year.budget.total == Decimal(7_130_000)
    assert [told.total for told in year.budgets_before] == [Decimal(7_760_000)]
    assert rows()[2017].budgets_before == []


def test_file_that_ships_is_loaded_once(shipped: list[Edition]) -> None:
    assert len(shipped) == 2
    call_command("load_year_figures", str(YEARS))
    assert Edition.objects.count() == 2
    with pytest.raises(CommandError):
        call_command("load_year_figures", __file__)


def test_edition_taken_back_counts_no_longer_and_stays_on_record(
    shipped: list[Edition], cast: Cast
) -> None:
    services.take_back(shipped[1], by=cast.analyst)
    assert set(rows()) == {2018}
    assert rows()[2018].budget.total == Decimal(7_760_000)
    assert YearFigure.objects.filter(edition=shipped[1]).exists()
    assert AuditEvent.objects.filter(action="take_edition_back").exists()
    with pytest.raises(TransitionRefused):
        services.take_back(shipped[1], by=cast.analyst)
    with pytest.raises(PermissionDenied):
        services.take_back(shipped[0], by=cast.author)


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("twee,offers,,1", "year"),
        ("20188,offers,,1", "year"),
        ("2018,winners,,1", "measure"),
        ("2018,offers,phase_9,1", "part"),
        ("2018,offers,,veel", "number"),
        ("2018,offers,,NaN", "zero or more"),
        ("2018,offers,,-1", "zero or more"),
        ("2018,offers,,1e99", "zero or more"),
        ("2018,offers,,1.5", "whole number"),
        ("2018,budget,,1.555", "two decimals"),
        ("2018", "measure"),
    ],
)
def test_wrong_row_is_left_out_with_its_reason_and_the_others_stay(row: str, reason: str) -> None:
    with translation.override("en"):
        found = read(f"{HEAD}{row}\n2019,offers,,157\n")
    assert list(found.figures.values()) == [Decimal(157)]
    assert [refused.line for refused in found.refused] == [2]
    assert reason in found.refused[0].reason


def test_total_that_is_not_the_sum_of_its_parts_is_left_out() -> None:
    parts = "2018,budget,phase_1,1.10\n2018,budget,phase_2,2.20\n"
    assert read(f"{HEAD}{parts}2018,budget,whole,3.30\n").refused == []
    (refused,) = read(f"{HEAD}{parts}2018,budget,whole,3.31\n").refused
    assert "3.30" in refused.reason


def test_same_figure_twice_in_a_file_is_refused() -> None:
    (refused,) = read(f"{HEAD}2018,offers,,1\n2018,offers,,2\n").refused
    assert refused.line == 3


@pytest.mark.parametrize(
    "text", ["jaar,aantal\n2018,3", '{"a": 1}', "[" * 100_000, "", "[1, 2", "\x00\x01"]
)
def test_what_is_no_file_of_figures_is_refused_whole(text: str) -> None:
    with pytest.raises(Unreadable):
        read(text)


def test_semicolons_byte_order_mark_and_json_read_the_same() -> None:
    plain = read(f"{HEAD}2018,budget,phase_1,1930000\n").figures
    assert (
        read("\ufeff" + "year;measure;part;value\n2018;budget;phase_1;1930000\n").figures == plain
    )
    row = {"year": 2018, "measure": "budget", "part": "phase_1", "value": 1930000}
    assert read(json.dumps([row])).figures == plain
    assert len(read("[3, null]").refused) == 2


def test_file_is_looked_at_first_and_then_taken_in(cast: Cast, db: None) -> None:
    """A dry run keeps nothing; the second step needs no file, and leaves the wrong rows out."""
    client, url = client_of(cast.analyst), reverse("history:add")
    words = {"title": "Monitor 2020", "source": "RVO, 2020", "vat": "unknown"}
    file = SimpleUploadedFile("cijfers.csv", f"{HEAD}2018,offers,,128\n2018,x,,1\n".encode())
    page = client.post(url, {**words, "file": file})
    assert not Edition.objects.exists()
    assert not page.context["form"].errors
    assert len(page.context["refused"]) == 1
    kept = page.context["form"]["rows"].value()
    answer = client.post(url, {**words, "rows": kept, "take": ""})
    edition = Edition.objects.get()
    assert answer["Location"] == reverse("history:edition", args=[edition.uuid])
    assert rows()[2018].counts == [None, Decimal(128), None]
    assert len(edition.refused) == 1
    assert "2018, x" in client.get(answer["Location"]).content.decode()
    assert "2018, x" not in client_of(None).get(answer["Location"]).content.decode()


@pytest.mark.parametrize(
    "content", [b"\xff\xfe\x00", b"", b"x" * 600_000, f"{HEAD}2018,x,,1".encode()]
)
def test_bad_file_is_told_at_the_form(cast: Cast, db: None, content: bytes) -> None:
    words = {"title": "Monitor", "source": "RVO", "vat": "unknown", "take": ""}
    file = SimpleUploadedFile("cijfers.csv", content)
    page = client_of(cast.analyst).post(reverse("history:add"), {**words, "file": file})
    assert page.status_code == 200
    assert page.context["form"].errors or page.context["refused"]
    assert not Edition.objects.exists()


def test_spreadsheet_is_taken_in_as_its_csv_is(cast: Cast, db: None) -> None:
    words = {"title": "Monitor 2020", "source": "RVO", "vat": "unknown", "take": ""}
    rows = xlsx(["year", "measure", "part", "value"], [2018, "budget", "phase_1", 1930000.5])
    file = SimpleUploadedFile("cijfers.xlsx", rows)
    client_of(cast.analyst).post(reverse("history:add"), {**words, "file": file})
    assert YearFigure.objects.get().value == Decimal("1930000.50")


def test_table_and_download_say_which_figure_counts(shipped: list[Edition]) -> None:
    client = client_of(None)
    page = client.get(reverse("history:years")).content.decode()
    assert "7.760.000" in page
    assert "8.200.000" in page
    lines = client.get(reverse("history:csv")).content.decode().splitlines()
    told = [line for line in lines if line.startswith("2018,budget")]
    assert [line.rsplit(",", 1)[1] for line in told].count("no") == 1
    assert len(told) == 4


def test_table_costs_the_same_at_one_and_at_ten_years(
    shipped: list[Edition], django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(2):
        assert len(selectors.years()) == 10
    YearFigure.objects.exclude(year=2018).delete()
    with django_assert_num_queries(2):
        assert len(selectors.years()) == 1
