"""What pages gain when scripts run, in a real browser, under the strictest content policy.

The pages are served from memory to an invented host, so neither server nor database is needed.
"""

import json
import mimetypes
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation
from playwright.sync_api import Browser, Page, Route, expect, sync_playwright

from demo.overview import overview_context

pytestmark = pytest.mark.browser

HOST = "https://trechter.test"  # a copy is kept in the browser where scripts have cryptography
STATIC = Path(settings.STATICFILES_DIRS[0])
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync"]
FORM = """<!DOCTYPE html><html lang="nl"><head><title>x</title></head>
<body data-words-of-limit="{count} van {limit} woorden">
<form method="post" action="/sent" data-autosave-url="/save" data-draft-key="a" data-version="1">
<input type="hidden" name="csrfmiddlewaretoken" value="x">
<input type="hidden" name="version" value="1"><label>T <textarea id="t" name="t"
 data-word-limit="3">%s</textarea></label>%s<button>Verstuur</button></form>
<script src="/static/js/trechter.js" defer></script>
<script src="/static/js/kept.js" defer></script>
<script src="/static/js/autosave.js" defer></script></body></html>"""
WRITER = SimpleNamespace(is_authenticated=True, uuid="1b4e28ba-2fa1-41d2-883f-0016d3cca427")
COLLEAGUE = SimpleNamespace(is_authenticated=True, uuid="6ba7b810-9dad-41d1-80b4-00c04fd430c8")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    program = shutil.which("chromium") or shutil.which("google-chrome")
    if program is None:
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)("Chromium is not here")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=FLAGS)
        yield browser
        browser.close()


class Site:
    """An invented host: pages from a dict, static files from the tree, saves kept in a list."""

    def __init__(self) -> None:
        self.pages: dict[str, str] = {}
        self.saves: list[str] = []

    def answer(self) -> tuple[int, dict | None]:
        """What a save is told; a test puts another in its place."""
        return 200, {"version": len(self.saves) + 1, "saved_at": "14:03:22"}

    def serve(self, route: Route) -> None:
        path = route.request.url.removeprefix(HOST)
        if path == "/save":
            self.saves.append(route.request.post_data or "")
            status, body = self.answer()
            if status == 0:
                route.abort()
            elif body is None:
                route.fulfill(status=status, content_type="text/html", body="<p>no</p>")
            else:
                route.fulfill(status=status, content_type="application/json", body=json.dumps(body))
        elif path.startswith("/static/"):
            file = STATIC / path.removeprefix("/static/")
            kind = mimetypes.guess_type(file.name)[0] or "font/woff2"
            route.fulfill(content_type=kind, body=file.read_bytes())
        else:
            policy = {"Content-Security-Policy": POLICY}
            body = self.pages.get(path, "<!DOCTYPE html><title>sent</title>")
            route.fulfill(content_type="text/html", body=body, headers=policy)


@pytest.fixture
def site() -> Site:
    site = Site()
    with translation.override("nl"):
        site.pages["/overview"] = render_to_string("components/overview.html", overview_context())
    site.pages["/form"] = form_of(WRITER)
    return site


def form_of(user: SimpleNamespace, *, choices: bool = False) -> str:
    """The form as this person gets it; `choices` as in an offer, which answers with a choice."""
    with translation.override("nl"):
        line = render_to_string("components/saved_line.html", {"saved_at": None, "user": user})
    page = FORM % ("", line)
    return page.replace(' data-version="1"', ' data-version="1" data-choices') if choices else page


@pytest.fixture
def page(browser, site) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    context.route("**/*", site.serve)
    page = context.new_page()
    yield page
    context.close()


def test_overview_breaks_no_rule_of_the_policy(page):
    complaints = []
    page.on("console", lambda said: complaints.append(said.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto(f"{HOST}/overview")
    page.wait_for_load_state("networkidle")
    assert complaints == []


@pytest.mark.parametrize("width", [320, 768, 1280])
def test_overview_has_no_fault_axe_can_find_and_no_sideways_scroll(page, width):
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(f"{HOST}/overview")
    results = Axe().run(page)
    assert results.violations_count == 0, results.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_error_summary_takes_the_focus_and_leads_to_the_field(page):
    page.goto(f"{HOST}/overview")
    expect(page.locator("[data-error-summary]")).to_be_focused()
    page.locator("[data-error-summary] a").first.click()
    expect(page.locator("#id_wrong-summary")).to_be_focused()


def test_words_are_counted_while_typing(page):
    page.goto(f"{HOST}/form")
    page.fill("#t", "een twee drie vier")
    expect(page.locator(".word-count.is-over")).to_have_text("4 van 3 woorden")


def test_text_is_saved_after_a_pause_with_the_version_it_started_from(page, site):
    page.goto(f"{HOST}/form")
    page.fill("#t", "liggers")
    expect(page.locator("[data-saved-line]")).to_have_text("Opgeslagen 14:03:22")
    assert len(site.saves) == 1
    assert 'name="version"\r\n\r\n1' in site.saves[0]
    assert page.locator("[name=version]").input_value() == "2"
    assert page.evaluate("localStorage.length") == 0


def test_text_survives_a_killed_tab_without_a_connection(page, site):
    site.answer = lambda: (0, {})
    page.goto(f"{HOST}/form")
    page.fill("#t", "niet kwijtraken")
    expect(page.locator("[data-saved-line]")).to_contain_text("blijft in deze browser")
    page.goto(f"{HOST}/form")
    expect(page.locator("#t")).to_have_value("niet kwijtraken")
    expect(page.locator(".saved-choice")).to_contain_text("Teruggezet uit deze browser")
    expect(page.locator(".saved-choice")).to_contain_text("): T")
    expect(page.locator(".word-count")).to_have_text("2 van 3 woorden")


def test_text_that_was_put_back_can_be_thrown_away(page, site):
    site.answer = lambda: (0, {})
    page.goto(f"{HOST}/form")
    page.fill("#t", "toch niet")
    expect(page.locator("[data-saved-line]")).to_contain_text("blijft in deze browser")
    del site.answer
    page.goto(f"{HOST}/form")
    page.get_by_role("button", name="Gooi het weg").click()
    expect(page.locator("#t")).to_have_value("")
    expect(page.locator("[data-saved-line]")).to_contain_text("Opgeslagen")
    assert page.evaluate("localStorage.length") == 0


def test_another_account_on_the_same_browser_cannot_read_what_was_kept(page, site):
    """Not in the page, and not in the browser's storage: the key is the writer's own."""
    site.answer = lambda: (0, {})
    page.goto(f"{HOST}/form")
    page.fill("#t", "ons geheim")
    expect(page.locator("[data-saved-line]")).to_contain_text("blijft in deze browser")
    site.pages["/form"] = form_of(COLLEAGUE)
    page.goto(f"{HOST}/form")
    expect(page.locator("#t")).to_have_value("")
    stored = page.evaluate("Object.values(localStorage).join()")
    assert stored
    assert "geheim" not in stored
    site.pages["/form"] = form_of(WRITER)
    page.goto(f"{HOST}/form")
    expect(page.locator("#t")).to_have_value("ons geheim")


def test_two_tabs_keep_their_own_text(page, site):
    site.answer = lambda: (0, {})
    other = page.context.new_page()
    for tab, text in ((page, "uit de ene"), (other, "uit de andere")):
        tab.goto(f"{HOST}/form")
        tab.fill("#t", text)
        expect(tab.locator("[data-saved-line]")).to_contain_text("blijft in deze browser")
    assert page.evaluate("localStorage.length") == 2
    other.reload()
    expect(other.locator("#t")).to_have_value("uit de andere")
    expect(page.locator("#t")).to_have_value("uit de ene")


def test_text_is_saved_with_a_new_token_once_the_person_has_logged_in_again_elsewhere(page, site):
    """That a session ended is told by a real server: bench/offers/interruptions.py."""
    page.goto(f"{HOST}/form")
    answers = iter([(403, None)])
    site.answer = lambda: next(answers, (200, {"version": 2, "saved_at": "1"}))
    page.fill("#t", "na de pauze")
    expect(page.locator("[data-saved-line]")).to_have_text("Opgeslagen 1")
    assert len(site.saves) == 2
    assert page.evaluate("localStorage.length") == 0


def test_text_is_not_saved_in_the_name_of_who_logged_in_meanwhile(page, site):
    page.goto(f"{HOST}/form")
    site.pages["/form"] = form_of(COLLEAGUE)
    site.answer = lambda: (403, None)
    page.fill("#t", "van mij")
    expect(page.locator("[data-saved-line]")).to_contain_text("Iemand anders")
    assert len(site.saves) == 1


def test_choice_stands_in_the_form_and_is_sent_with_it(page, site):
    site.pages["/form"] = form_of(WRITER, choices=True)
    pick = '<input type="radio" name="pick.t" value="mine">'
    html = f'<section data-choice tabindex="-1">{pick}</section>'
    site.answer = lambda: (409, {"version": 9, "who": "Collega", "html": html})
    page.goto(f"{HOST}/form")
    page.fill("#t", "mijn tekst")
    expect(page.locator("[data-choice]")).to_be_focused()
    assert page.locator("[name=version]").input_value() == "9"
    page.fill("#t", "mijn tekst en meer")
    page.check("[name='pick.t']")
    with page.expect_request(f"{HOST}/sent") as sent:
        page.get_by_role("button", name="Verstuur").click()
    assert "pick.t=mine" in sent.value.post_data
    assert "en+meer" in sent.value.post_data
    assert len(site.saves) == 1  # nothing was saved over the other text


def test_submit_first_saves_so_that_nothing_is_left_in_the_browser(page, site):
    site.pages["/form"] = form_of(WRITER, choices=True)
    page.goto(f"{HOST}/form")
    page.fill("#t", "ingestuurd")
    page.get_by_role("button", name="Verstuur").click()
    page.wait_for_url(f"{HOST}/sent")
    assert len(site.saves) == 1
    assert page.evaluate("localStorage.length") == 0


@pytest.mark.parametrize(("version", "choices"), [("2", 0), ("3", 1)])
def test_text_that_was_sent_is_offered_again_only_when_somebody_else_saved(
    page, site, version, choices
):
    """The server's next version is the one that was sent; it may show the text in more rows."""
    site.answer = lambda: (0, {})
    page.goto(f"{HOST}/form")
    page.fill("#t", "ingestuurd")
    expect(page.locator("[data-saved-line]")).to_contain_text("blijft in deze browser")
    page.get_by_role("button", name="Verstuur").click()
    page.wait_for_url(f"{HOST}/sent")
    site.pages["/form"] = site.pages["/form"].replace(
        'data-version="1"', f'data-version="{version}"'
    )
    page.goto(f"{HOST}/form")
    expect(page.get_by_role("button", name="Mijn tekst houden")).to_have_count(choices)


def test_older_text_in_the_browser_is_offered_and_not_forced(page, site):
    site.answer = lambda: (0, {})
    page.goto(f"{HOST}/form")
    page.fill("#t", "van vanmorgen")
    expect(page.locator("[data-saved-line]")).to_contain_text("blijft in deze browser")
    site.pages["/form"] = site.pages["/form"].replace('data-version="1"', 'data-version="5"')
    page.goto(f"{HOST}/form")
    expect(page.locator("#t")).to_have_value("")
    page.get_by_role("button", name="Mijn tekst houden").click()
    expect(page.locator("#t")).to_have_value("van vanmorgen")


def test_a_conflict_without_a_choice_per_answer_lets_the_person_choose(page, site):
    answers = iter(
        [(409, {"version": 9, "who": "Collega"}), (200, {"version": 10, "saved_at": "1"})]
    )
    site.answer = lambda: next(answers)
    page.goto(f"{HOST}/form")
    page.fill("#t", "mijn tekst")
    expect(page.locator("[data-saved-line]")).to_contain_text("Collega")
    page.get_by_role("button", name="Mijn tekst houden").click()
    expect(page.locator("[data-saved-line]")).to_have_text("Opgeslagen 1")
    assert 'name="overwrite"' in site.saves[1]
    assert 'name="version"\r\n\r\n9' in site.saves[1]


def test_saving_stops_with_the_reason_when_the_deadline_has_passed(page, site):
    site.answer = lambda: (403, {"message": "De inschrijving is gesloten."})
    page.goto(f"{HOST}/form")
    page.fill("#t", "te laat")
    expect(page.locator("[data-saved-line]")).to_have_text("De inschrijving is gesloten.")
    assert page.evaluate("localStorage.length") == 1


def test_script_in_kept_text_stays_text(page, site):
    site.answer = lambda: (403, {"message": "<img src=x>"})
    page.goto(f"{HOST}/form")
    page.fill("#t", "x")
    expect(page.locator("[data-saved-line]")).to_have_text("<img src=x>")
    assert page.locator("[data-saved-line] img").count() == 0
