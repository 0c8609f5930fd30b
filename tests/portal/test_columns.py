"""Columns of a work table: chosen, kept for that list in this browser, and never a loss."""

import time
from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.template.loader import render_to_string
from django.utils import translation
from playwright.sync_api import Browser, Locator, Page, expect

from demo.overview import overview_context
from tests.portal.test_scripts import HOST, STATIC, Site, browser

__all__ = ["browser"]
pytestmark = pytest.mark.browser

ALL = ["Kenmerk", "Bedrijf", "Status", "Sluiting", "Prijs incl. btw"]
# When the first cell was hidden, and when the page was first drawn.
WATCH = """new MutationObserver(() => { window.chosenAt ??= performance.now(); })
    .observe(document, {attributeFilter: ["hidden"], subtree: true});"""
IS_BEFORE = """() => new Promise(done => new PerformanceObserver(list =>
    done(window.chosenAt < list.getEntries()[0].startTime)
).observe({type: "paint", buffered: true}))"""
# A list as committees have: a number stands before the name, and a cell lies over three columns.
WIDE = """<!DOCTYPE html><html lang="nl"><head><title>x</title>%s</head><body>%s
<table class="ledger"><thead><tr><th>Nr.</th><th>Lid</th><th>Rol</th><th>Scores</th><th>Banden</th>
</tr></thead><tbody><tr><td>1</td><th scope="row">Bakker</th><td colspan="3">Doet niet mee</td></tr>
</tbody></table></body></html>"""


TEMPLATES = {
    str(path.relative_to(STATIC.parent / "templates")): path.read_text()
    for path in (STATIC.parent / "templates").rglob("*.html")
}


def pages_with(name: str) -> set[str]:
    """The pages that include this template, themselves or by a part of theirs."""
    found = set()
    for other in (other for other, text in TEMPLATES.items() if f'include "{name}"' in text):
        found |= {other} if "{% extends " in TEMPLATES[other] else pages_with(other)
    return found


def test_every_page_with_the_choice_asks_for_its_script():
    """Without it the choice would never be there, and nobody would miss it."""
    pages = pages_with("components/columns.html")
    assert len(pages) >= 20
    asks = ("components/table_scripts.html", '{% extends "layouts/wide.html" %}')
    assert {page for page in pages if not any(ask in TEMPLATES[page] for ask in asks)} == set()


def overview(language: str) -> str:
    with translation.override(language):
        return render_to_string("components/overview.html", overview_context())


@pytest.fixture
def site() -> Site:
    site = Site()
    site.pages = {"/nl": overview("nl"), "/en": overview("en"), "/wide": wide()}
    return site


def wide() -> str:
    with translation.override("nl"):
        script = render_to_string("components/table_scripts.html")
        return WIDE % (script, render_to_string("components/columns.html"))


@pytest.fixture
def page(browser: Browser, site: Site) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    context.route("**/*", site.serve)
    page = context.new_page()
    yield page
    context.close()


def table(page: Page) -> Locator:
    return page.locator("[data-columns] + table")


def heads(page: Page) -> list[str]:
    """The heads that can be seen, or be heard on a phone."""
    return table(page).locator("thead th:not([hidden])").all_inner_texts()


def opened(page: Page, address: str = "/nl") -> Locator:
    page.goto(HOST + address)
    page.locator("[data-columns] summary").click()
    return page.locator("[data-columns]")


def test_column_not_wanted_goes_with_its_cells_and_stays_away_after_a_reload(page):
    choice = opened(page)
    choice.get_by_label("Status").uncheck()
    left = [name for name in ALL if name != "Status"]
    assert heads(page) == left
    expect(choice.get_by_role("status")).to_have_text("De kolom Status is verborgen.")
    expect(choice.locator("summary")).to_have_text("Kolommen 4 van 5 getoond")
    page.reload()
    assert heads(page) == left
    expect(table(page).locator("td[data-label=Status]").first).to_be_hidden()
    expect(choice.locator("summary")).to_contain_text("4 van 5")  # closed, and it still tells


def test_all_columns_come_back_and_nothing_is_kept(page):
    choice = opened(page)
    choice.get_by_label("Status").uncheck()
    choice.get_by_label("Bedrijf").uncheck()
    choice.get_by_role("button", name="Alle kolommen tonen").click()
    assert heads(page) == ALL
    expect(choice.get_by_role("status")).to_have_text("Alle 5 kolommen worden getoond.")
    expect(choice.get_by_label("Bedrijf")).to_be_checked()
    assert page.evaluate("localStorage.length") == 0


def test_what_names_a_row_and_what_stands_before_it_cannot_be_hidden(page):
    assert opened(page).get_by_role("checkbox").count() == 4
    assert opened(page, "/wide").locator("label").all_inner_texts() == ["Rol", "Scores", "Banden"]


def test_cell_over_several_columns_keeps_to_those_that_are_left(page):
    choice = opened(page, "/wide")
    cell = table(page).locator("tbody td").last
    choice.get_by_label("Scores").uncheck()
    assert cell.evaluate("cell => [cell.colSpan, cell.hidden]") == [2, False]
    choice.get_by_label("Rol").uncheck()
    choice.get_by_label("Banden").uncheck()
    expect(cell).to_be_hidden()
    choice.get_by_role("button").click()
    assert cell.evaluate("cell => [cell.colSpan, cell.hidden]") == [3, False]


def test_columns_are_chosen_by_keyboard_alone(page):
    page.goto(f"{HOST}/nl")
    page.locator("[data-columns] summary").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    assert "Bedrijf" not in heads(page)
    for _key in range(4):
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert heads(page) == ALL


def test_hidden_column_stays_hidden_on_a_phone(page):
    opened(page).get_by_label("Status").uncheck()
    page.set_viewport_size({"width": 360, "height": 800})
    page.reload()
    expect(table(page).locator("td[data-label=Status]").first).to_be_hidden()
    expect(table(page).locator("td[data-label=Bedrijf]").first).to_be_visible()


@pytest.mark.parametrize("blocks", [True, False])
def test_choice_is_made_good_before_the_first_drawing(page, site, blocks):
    """The control does not ask to wait: then the whole table is drawn first, and jumps."""
    opened(page).get_by_label("Status").uncheck()
    page.route("**/columns.js", lambda route: (time.sleep(1), site.serve(route)))
    page.add_init_script(WATCH)
    if not blocks:
        site.pages["/nl"] = site.pages["/nl"].replace(' blocking="render"', "")
    page.goto(f"{HOST}/nl")
    assert page.evaluate(IS_BEFORE) is blocks


def test_another_list_keeps_a_choice_of_its_own(page, site):
    other = site.pages["/nl"].replace('data-columns=""', 'data-columns="awards:my-calls"')
    assert other != site.pages["/nl"]
    site.pages["/other"] = other
    opened(page).get_by_label("Status").uncheck()
    page.goto(f"{HOST}/other")
    assert heads(page) == ALL


def test_what_somebody_else_wrote_in_the_browser_breaks_nothing(page):
    page.goto(f"{HOST}/nl")
    page.evaluate("localStorage.setItem('trechter:columns::nl', '{broken')")
    page.reload()
    assert heads(page) == ALL


def test_without_script_all_columns_show_and_nothing_can_be_chosen(browser, site):
    context = browser.new_context(java_script_enabled=False)
    context.route("**/*", site.serve)
    page = context.new_page()
    page.goto(f"{HOST}/nl")
    assert heads(page) == ALL
    expect(page.locator("[data-columns]")).to_be_hidden()
    context.close()


@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize("language", ["nl", "en"])
def test_opened_choice_has_no_fault_axe_can_find(page, language, width):
    page.set_viewport_size({"width": width, "height": 900})
    opened(page, f"/{language}").get_by_label("Status").uncheck()
    results = Axe().run(page)
    assert results.violations_count == 0, results.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
