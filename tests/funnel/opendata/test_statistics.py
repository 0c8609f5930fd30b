"""Statistics: the portfolio's own figures added up, the same in every form, safe to open."""

import csv
import json
from io import BytesIO, StringIO
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from calls.models import Call
from demo.play.cofunding import YEARS
from funnel.history.shipped import load
from funnel.opendata import downloads
from funnel.opendata.statistics import COUNTS, EUROS, Group, statistics
from funnel.summaries import refreshing
from funnel.summaries.models import PhaseSummary
from funnel.summaries.totals import totals_of
from funnel.targets.models import AuthorityTier
from portal.spreadsheets import csv_line, xlsx
from tests.cast import Cast
from tests.factories import CallFactory, PhaseFactory
from tests.funnel.opendata.stages import approved, told, with_terms
from tests.funnel.summaries.test_totals import summary

FORMULAS = ["=HYPERLINK(1)", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "'=1"]


def counted(call: Call) -> None:
    """What the scheduler does each minute; a factory writes no line that it could follow."""
    refreshing.write([call.pk])
    refreshing.refresh()


def get(name: str) -> Any:
    response = Client().get(reverse(f"opendata:{name}"))
    assert response.status_code == 200
    return response


@pytest.mark.django_db
def test_phase_counts_from_the_letters_on_with_the_figures_of_the_portfolio(cast: Cast) -> None:
    phase = with_terms(cast)
    AuthorityTier.objects.create(authority=cast.rws, tier=AuthorityTier.Tier.STATE)
    counted(phase.call)
    together = statistics().together
    assert (together.calls, together.untold, together.offers) == (1, 2, None)
    told(approved(phase, cast), cast)
    counted(phase.call)
    found, totals = statistics(), totals_of(PhaseSummary.objects.all())
    assert (found.together.untold, found.together.offers) == (1, 4)
    for groups in found.groups.values():
        assert [group.calls for group in groups] == [totals.calls]
        for name in (*COUNTS, *EUROS):
            assert [getattr(group, name) for group in groups] == [totals[name]], name
    assert [group.code for group in found.groups["tier"]] == ["state"]


@pytest.mark.django_db
def test_call_of_an_authority_without_a_tier_is_counted_all_the_same() -> None:
    phase = PhaseFactory(call=CallFactory(published=True))
    counted(phase.call)
    assert [(group.code, group.calls) for group in statistics().groups["tier"]] == [("", 1)]


@pytest.mark.django_db
def test_figure_that_nobody_told_is_no_zero() -> None:
    """Of an older call the admissible offers and the amounts are not known: a dash, and no 0."""
    summary(1, offers=23, awarded=7)
    group = statistics().together
    assert (group.offers, group.awarded) == (23, 7)
    assert (group.admissible, group.awarded_incl_vat) == (None, None)
    assert "€ 0" not in get("statistics").content.decode()


@pytest.mark.django_db
def test_page_and_downloads_say_the_same(cast: Cast) -> None:
    """One count in four forms; the page names year, instrument, share and reference date."""
    told(approved(with_terms(cast), cast), cast)
    counted(Call.objects.get())
    load(json.loads(YEARS.read_text(), parse_float=str))
    page = get("statistics").content.decode()
    for words in (
        "SBIR",
        "100%",
        "(1/1)",
        "50.000",
        "Peildatum",
        "2019",
        "Bestuurslaag niet gekozen",
    ):
        assert words in page
    rows = list(csv.DictReader(StringIO(get("csv").content.decode(), newline="")))
    data = get("json").json()
    book = load_workbook(BytesIO(get("xlsx").content))
    sheet = [list(row) for row in book["statistics"].iter_rows(values_only=True)]
    assert [row["per"] for row in rows] == [row["per"] for row in data["results"]]
    assert [row["offers"] for row in rows] == [str(row["offers"]) for row in data["results"]]
    assert sheet[1][:3] == ["all", None, 1]
    history = list(downloads.history_rows())
    assert len(data["beforeThePortal"]) == len(history) - 1
    assert book["before the portal"].max_row == len(history)
    assert {"edition", "source"} <= set(data["beforeThePortal"][0])


@pytest.mark.django_db
def test_page_of_an_empty_portal_says_so() -> None:
    assert "Er is nog geen oproep gepubliceerd" in get("statistics").content.decode()
    assert "OCDS" in get("about").content.decode()


def test_share_of_nothing_is_not_a_percentage() -> None:
    """REQ-30: no division by zero; numerator and denominator are there all the same."""
    share = Group("2026").sme_share
    assert (share.percent, share.numerator, share.denominator) == (None, 0, 0)


@pytest.mark.parametrize("text", FORMULAS)
def test_text_never_becomes_a_formula_in_either_form(text: str) -> None:
    """ASVS 1.2.10: the same rule for CSV and for a workbook, and both can be read back."""
    [[cell]] = csv.reader(StringIO(csv_line([text]), newline=""))
    assert cell == f"'{text}"
    sheet = load_workbook(BytesIO(xlsx({"blad": [[text, 3, None]]})))["blad"]
    first, second, third = sheet[1] if len(sheet[1]) == 3 else (*sheet[1], None)
    assert first.data_type == "s"
    assert first.value.replace("_x000D_", "\r").replace("\r\n", "\r") == f"'{text}"
    assert second.value == 3
    assert third is None or third.value is None


def test_signs_that_xml_cannot_hold_are_left_out() -> None:
    sheet = load_workbook(BytesIO(xlsx({"blad": [["a\x00b\x0bc"]]})))["blad"]
    assert sheet["A1"].value == "abc"
