"""Rows of a work table: in an order that is chosen, kept for that list, and never a wrong one."""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.template.loader import render_to_string
from django.utils import translation
from playwright.sync_api import Locator, Page, expect

from portal.look.wording import sort_text
from tests.portal.test_columns import TEMPLATES, overview, page, pages_with
from tests.portal.test_scripts import HOST, Site, browser

__all__ = ["browser", "page"]

USUAL = ["SBIR26-XX-014", "SBIR26-XX-021", "SBIR26-XX-032"]
# A cell over two columns, a day that is not there, equals, and a number in words between figures.
ODD = """<!DOCTYPE html><html lang="nl"><head><meta charset="utf-8"><title>x</title>
%s</head><body>%s<table class="ledger"><thead><tr><th>Lid</th><th>Dag</th>
<th class="num">Aantal</th><th data-fixed>Doen</th></tr></thead><tbody>
<tr><th scope="row">Ç</th><td><time datetime="2026-10-01">donderdag 1 oktober</time></td>
<td class="num" data-sort="1234.5">1.234,5</td><td>x</td></tr>
<tr><th scope="row">Dijk 10</th><td>–</td><td class="num" data-sort="">–</td><td>x</td></tr>
<tr><th scope="row">Dijk 9</th><td colspan="2">Doet niet mee</td><td>x</td></tr>
<tr><th scope="row">B</th><td>nooit</td><td class="num" data-sort="-2">−2</td><td>x</td></tr>
<tr><th scope="row">A</th><td><time datetime="2026-09-02T10:00:00.000+02:00">woensdag 2
september</time></td><td class="num" data-sort="1234.5">1.234,5</td><td>x</td></tr>
</tbody></table></body></html>"""

CELL = re.compile(r"<td\b((?:[^>{]|\{[%{].*?[%}]\})*)>")
INCLUDED = re.compile(r'{% include "([^"]+)"[^%]*%}')
ORDER = '{% include "components/order.html"'
# Where the place of a row is what the page tells, or would tell what it does not.
FIXED = [
    "assessment/ranking.html",
    "assessment/agenda.html",
    "assessment/line/line.html",
    "audit/lines.html",
    "awards/overview.html",
    "cofunding/round.html",
    "components/budget_line.html",
    "portfolio/offers.html",
    "retention/due.html",
    "retention/list.html",
]


def sorted_tables(templates: dict[str, str]) -> Iterator[tuple[str, str]]:
    """Every table that can be sorted, with the parts that have its cells written out."""

    def part(found: re.Match[str]) -> str:
        return text if "<td" in (text := templates[found[1]]) else ""

    for name, text in templates.items():
        for piece in text.split(ORDER)[1:]:
            yield name, INCLUDED.sub(part, piece[: piece.index("</table>")])


def figures_without_value(templates: dict[str, str]) -> list[tuple[str, str]]:
    return [
        (name, cell)
        for name, table in sorted_tables(templates)
        for cell in CELL.findall(table)
        if 'class="num' in cell and "data-sort" not in cell
    ]


def test_every_figure_in_a_table_that_sorts_says_by_what():
    """A figure as written ("1.234,5") sorts wrongly in one language or the other."""
    assert len(list(sorted_tables(TEMPLATES))) >= 20
    assert figures_without_value(TEMPLATES) == []


def test_figure_without_its_value_would_be_found():
    table = f'{ORDER} %}}<table><tr><td class="num" data-label="{{% translate \'A\' %}}">'
    assert len(figures_without_value({"a.html": f"{table}</td></tr></table>"})) == 1


def test_every_page_that_sorts_asks_for_its_script():
    asks = ("components/table_scripts.html", '{% extends "layouts/wide.html" %}')
    pages = pages_with("components/order.html")
    assert {page for page in pages if not any(ask in TEMPLATES[page] for ask in asks)} == set()


def test_part_of_a_list_is_never_sorted_as_if_it_were_the_whole():
    parts = ("components/pagination.html", "portfolio/next.html")
    paged = {name for name, text in TEMPLATES.items() if any(part in text for part in parts)}
    assert paged & {name for name, _table in sorted_tables(TEMPLATES)} == set()


@pytest.mark.parametrize("name", FIXED)
def test_order_with_a_meaning_stays_as_it_is(name):
    assert "<table" in TEMPLATES[name]
    assert ORDER not in TEMPLATES[name]
    assert "sort_header" not in TEMPLATES[name]


@pytest.mark.parametrize(
    ("value", "decimals", "text"),
    [
        (None, None, ""),
        (0, None, "0"),
        (Decimal("1234.50"), None, "1234.50"),
        (Decimal("8.4567"), 2, "8.46"),  # not more than the page shows
        (date(1970, 1, 2), None, "86400000"),
        (datetime(1970, 1, 1, 0, 0, 1, 5000, tzinfo=UTC), None, "1005"),
    ],
)
def test_value_to_sort_by_is_the_same_in_every_language(value, decimals, text):
    for language in ("nl", "en"):
        with translation.override(language):
            assert sort_text(value, decimals) == text


@pytest.fixture
def site() -> Site:
    site = Site()
    with translation.override("nl"):
        parts = [render_to_string(f"components/{name}.html") for name in ("table_scripts", "order")]
    site.pages = {"/nl": overview("nl"), "/en": overview("en"), "/odd": ODD % tuple(parts)}
    return site


def table(page: Page) -> Locator:
    return page.locator("[data-order] ~ table").first


def names(page: Page) -> list[str]:
    return table(page).locator("tbody th").all_inner_texts()


def press(page: Page, head: str) -> None:
    table(page).locator("thead").get_by_role("button", name=head, exact=True).click()


def status(page: Page) -> Locator:
    return page.locator("[data-order]").get_by_role("status")


browsing = pytest.mark.browser


@browsing
@pytest.mark.parametrize(
    ("language", "orders"),
    [
        (
            "nl",
            {
                "Prijs incl. btw": [1, 0, 2],
                "Sluiting": [0, 2, 1],
                "Bedrijf": [2, 0, 1],  # Ç is a C
                "Status": [1, 2, 0],
            },
        ),
        ("en", {"Price incl. VAT": [1, 0, 2]}),
    ],
)
def test_column_sorts_by_what_it_means(page, language, orders):
    page.goto(f"{HOST}/{language}")
    for head, order in orders.items():
        press(page, head)
        assert names(page) == [USUAL[place] for place in order], head
        press(page, head)
        assert names(page) == [USUAL[place] for place in reversed(order)], head


@browsing
def test_order_is_told_and_kept_until_the_usual_one_is_asked_for(page):
    page.goto(f"{HOST}/nl")
    head = table(page).locator("thead th", has_text="Bedrijf")
    press(page, "Bedrijf")
    expect(status(page)).to_have_text("Nu gesorteerd op Bedrijf, oplopend.")
    expect(head).to_have_attribute("aria-sort", "ascending")
    press(page, "Bedrijf")
    page.reload()
    assert names(page) == [USUAL[1], USUAL[0], USUAL[2]]
    expect(status(page)).to_have_text("Nu gesorteerd op Bedrijf, aflopend.")
    expect(head).to_have_attribute("aria-sort", "descending")
    page.emulate_media(media="print")  # the line above the list still names the usual order
    expect(status(page)).to_be_visible()
    expect(page.get_by_label("Volgorde")).to_be_hidden()
    page.emulate_media(media="screen")
    page.locator("[data-order]").get_by_role("button", name="Gewone volgorde").click()
    assert names(page) == USUAL
    assert page.evaluate("localStorage.length") == 0
    assert page.locator("[aria-sort]").count() == 0
    expect(status(page)).to_have_text("De gewone volgorde is terug.")
    expect(table(page).locator("thead button").first).to_be_focused()


@browsing
def test_head_does_not_move_under_the_pointer_when_it_sorts(page):
    page.goto(f"{HOST}/nl")
    place = "table => [table.offsetTop, table.offsetHeight, table.offsetWidth]"
    before = table(page).evaluate(place)
    press(page, "Sluiting")
    assert table(page).evaluate(place) == before


@browsing
def test_odd_cells_have_a_place(page):
    page.goto(f"{HOST}/odd")
    for head, up, down in (
        ("Lid", "A B Ç 9 10", "10 9 Ç B A"),
        # A day before words, and what is not there last, whichever way it is turned.
        ("Dag", "A Ç B 10 9", "B Ç A 10 9"),
        # Equals stay in the usual order.
        ("Aantal", "B Ç A 10 9", "Ç A B 10 9"),
    ):
        press(page, head)
        assert " ".join(names(page)).replace("Dijk ", "") == up
        press(page, head)
        assert " ".join(names(page)).replace("Dijk ", "") == down
    assert table(page).locator("thead button").count() == 3  # not where nothing is compared


@browsing
def test_order_is_chosen_by_keyboard_alone(page):
    page.goto(f"{HOST}/nl")
    table(page).locator("thead button").first.focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert names(page)[0] == USUAL[2]
    page.keyboard.press("Space")
    assert names(page)[0] == USUAL[1]


@browsing
def test_order_is_chosen_from_a_list_where_the_heads_cannot_be_seen(page):
    page.set_viewport_size({"width": 360, "height": 800})
    page.goto(f"{HOST}/nl")
    page.get_by_label("Volgorde").select_option("Sluiting, aflopend")
    assert names(page) == [USUAL[1], USUAL[2], USUAL[0]]
    expect(status(page)).to_have_text("Nu gesorteerd op Sluiting, aflopend.")
    page.get_by_label("Volgorde").select_option("Gewone volgorde")
    assert names(page) == USUAL


@browsing
def test_head_can_be_seen_when_a_key_comes_to_it_on_a_phone(page):
    page.set_viewport_size({"width": 360, "height": 800})
    page.goto(f"{HOST}/nl")
    button = table(page).locator("thead button").nth(1)
    width = "button => button.closest('thead').clientWidth"
    assert button.evaluate(width) <= 1
    button.focus()
    assert button.evaluate(width) > 200


@browsing
def test_columns_can_be_chosen_in_a_table_that_is_sorted(page):
    page.goto(f"{HOST}/nl")
    press(page, "Sluiting")
    page.locator("[data-columns] summary").click()
    page.locator("[data-columns]").get_by_label("Status").uncheck()
    page.reload()
    assert names(page) == [USUAL[0], USUAL[2], USUAL[1]]
    assert table(page).locator("th[hidden], td[hidden]").count() == 4


@browsing
def test_single_row_has_no_order_to_choose(page, site):
    site.pages["/one"] = re.sub(
        r"<tr><th scope=\"row\">[^Ç].*?</tr>", "", site.pages["/odd"], flags=re.DOTALL
    )
    page.goto(f"{HOST}/one")
    assert names(page) == ["Ç"]
    expect(page.locator("[data-order]")).to_be_hidden()
    assert table(page).locator("thead button").count() == 0


@browsing
def test_order_of_a_column_that_is_not_there_any_more_is_the_usual_one(page):
    page.goto(f"{HOST}/nl")
    page.evaluate("localStorage.setItem('trechter:order::nl', '-Weg')")
    page.reload()
    assert names(page) == USUAL
    assert page.locator("[aria-sort]").count() == 0


@browsing
def test_without_script_the_usual_order_stands_and_nothing_can_be_pressed(browser, site):
    context = browser.new_context(java_script_enabled=False)
    context.route("**/*", site.serve)
    page = context.new_page()
    page.goto(f"{HOST}/nl")
    assert names(page) == USUAL
    expect(page.locator("[data-order]")).to_be_hidden()
    assert table(page).locator("thead button").count() == 0
    context.close()


@browsing
@pytest.mark.parametrize(("language", "width"), [("nl", 320), ("en", 1280)])
def test_sorted_table_has_no_fault_axe_can_find(page, language, width):
    page.set_viewport_size({"width": 1280, "height": 900})
    page.goto(f"{HOST}/{language}")
    press(page, "Status")
    page.set_viewport_size({"width": width, "height": 900})
    results = Axe().run(page)
    assert results.violations_count == 0, results.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
