"""Scoring in a real browser: ten offers by keyboard alone, and nothing lost when a session breaks.

The portal runs in this process with rows of its own: no demo is needed. INTERRUPTIONS says how many
sessions are broken off; `make bars ISSUE=assessment` asks for 200.
"""

import os
import sys
from collections.abc import Iterator
from contextlib import suppress
from itertools import cycle

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.urls import reverse
from playwright.sync_api import Browser, BrowserContext, Error, Page

from assessment.models import Committee, Score, ScoreSheet, Seat
from tests.assessment import stages
from tests.cast import client_of, make_cast

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("loop_of_the_browser"),
]
SESSIONS = int(os.environ.get("INTERRUPTIONS", "5"))
STOPS = 150  # more keys than a page has stops
COPIES = """() => Object.entries(localStorage).filter(([name]) => name.startsWith("trechter:text:"))
    .map(([, text]) => text).join()"""


class Desk:
    """One member at one browser; it can be closed, killed, logged out or cut off."""

    def __init__(self, browser: Browser, site: str, seat: Seat) -> None:
        self.browser, self.site, self.seat = browser, site, seat
        self.context: BrowserContext = browser.new_context(base_url=site, locale="nl-NL")
        self.context.set_default_timeout(60_000)
        self.log_in()
        self.page = self.context.new_page()

    def log_in(self) -> None:
        """The cookie of a session that somebody began elsewhere."""
        cookie = client_of(self.seat.user).cookies[settings.SESSION_COOKIE_NAME]
        self.context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": self.site}])

    def open(self, address: str) -> Page:
        """The page in a tab that lives."""
        if self.page.is_closed():
            self.page = self.context.new_page()
        self.page.goto(address)
        return self.page

    # ---- keys only ----

    def tab_to(self, selector: str) -> None:
        """Press Tab until this has the focus."""
        for _stop in range(STOPS):
            if self.page.evaluate("what => document.activeElement.matches(what)", selector):
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"no key leads to {selector}")

    def enter(self) -> None:
        """Follow or press what has the focus."""
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")

    def saved(self) -> None:
        """Wait until the server has said so."""
        self.page.wait_for_function(
            "() => /Opgeslagen [0-9]/.test(document.querySelector('[data-saved-line]').textContent)"
            " && !localStorage.length"
        )


@pytest.fixture
def committee(transactional_db: None) -> Committee:
    """Ten offers that wait for their scores."""
    cast = make_cast()
    return stages.declared(stages.formed(cast, stages.opened_phase(cast, offers=10), votes=3))


@pytest.fixture
def desk(chromium: Browser, live_server, committee: Committee) -> Iterator[Desk]:
    seat = committee.seats.select_related("user").order_by("pk")[1]
    desk = Desk(chromium, live_server.url, seat)
    yield desk
    desk.context.close()


def address(name: str, committee: Committee, *more: str) -> str:
    place = [committee.phase.call.reference, committee.phase.code]
    return reverse(f"assessment:{name}", args=[*place, *more])


def test_ten_offers_are_scored_and_handed_in_by_keyboard_alone(desk, committee):
    """From the list to "handed in": no mouse, and saving never hands anything in."""
    codes = [criterion.code for criterion in committee.phase.criteria.all()]
    desk.open(address("offers", committee))
    desk.tab_to("tbody a")
    desk.enter()
    for number in range(10):
        for code in codes:
            desk.tab_to(f"input[name=value_{code}]")
            for _step in range(6):
                desk.page.keyboard.press("ArrowRight")
            desk.page.keyboard.press("Tab")
            desk.page.keyboard.type(f"Helder plan {number} {code}.")
        desk.saved()
        assert desk.page.locator("[data-running-total]").inner_text() == "7,00"
        if number < 9:
            desk.tab_to("nav.pages a[rel=next]")
            desk.enter()
    sheets = ScoreSheet.objects.filter(seat=desk.seat)
    assert set(sheets.values_list("state", flat=True)) == {"draft"}
    desk.open(address("offers", committee))
    desk.tab_to("a[href$='/inleveren/']")
    desk.enter()
    desk.tab_to("main form button")
    desk.enter()
    assert set(sheets.values_list("state", flat=True)) == {"handed_in"}
    assert {score.value for score in Score.objects.filter(sheet__in=sheets)} == {7}


def test_no_word_is_lost_when_sessions_are_interrupted(desk, committee):
    """Closed, crashed, logged out, cut off: what was typed is put back or was saved."""
    proposal = committee.phase.proposals.order_by("dossier__reference").first()
    codes = cycle(criterion.code for criterion in committee.phase.criteria.all())
    score = address("score", committee, proposal.dossier.reference)
    typed = []
    for number, code, breaks in zip(range(SESSIONS), codes, cycle(BREAKS), strict=False):
        page = opened(desk, score)
        typed.append(f"woord{number}")
        write(page, code, f" woord{number}")
        typed += breaks(desk, code, number)
    opened(desk, score)
    desk.saved()
    kept = " ".join(
        Score.objects.filter(sheet__seat=desk.seat).values_list("reason", flat=True)
    ).split()
    lost = [word for word in typed if word not in kept]
    assert not lost, f"{len(lost)} of {len(typed)} words lost: {lost[:5]}"
    sys.stdout.write(f"{len(typed)} words typed in {SESSIONS} sessions, {len(lost)} lost\n")


def opened(desk: Desk, score: str) -> Page:
    """The score sheet again; where two texts stand, the writer keeps the own one."""
    page = desk.open(score)
    page.wait_for_function("() => !document.querySelector('form[data-scores]').inert")
    choice = page.get_by_role("button", name="Mijn tekst houden")
    if choice.count():
        choice.first.click()
    return page


def write(page: Page, code: str, text: str) -> None:
    """Type at the end of a reason, and let the browser have it, as after any key."""
    before = page.evaluate(COPIES)
    page.locator(f"[name=reason_{code}]").focus()
    page.keyboard.press("Control+End")
    page.keyboard.type(text)
    page.wait_for_function(f"before => ({COPIES})() !== before", arg=before)
    page.wait_for_timeout(60)  # the copy of the last letter is written


def close(desk: Desk, code: str, number: int) -> list[str]:
    """The tab is closed at once."""
    desk.page.close()
    return []


def crash(desk: Desk, code: str, number: int) -> list[str]:
    """The tab crashes: nothing runs any more."""
    with suppress(Error):
        desk.page.goto("chrome://crash", timeout=5_000)
    desk.page.close()
    return []


def log_out(desk: Desk, code: str, number: int) -> list[str]:
    """The session ends, and the member types on."""
    Session.objects.all().delete()
    write(desk.page, code, f" verder{number}")
    desk.page.wait_for_timeout(1_700)  # a save is tried, and refused
    desk.page.close()
    desk.log_in()
    return [f"verder{number}"]


def cut_off(desk: Desk, code: str, number: int) -> list[str]:
    """The connection is gone, and the member types on and closes the tab."""
    desk.context.set_offline(True)
    write(desk.page, code, f" los{number}")
    desk.page.close()
    desk.context.set_offline(False)
    return [f"los{number}"]


def save_half(desk: Desk, code: str, number: int) -> list[str]:
    """Part is saved, the rest is typed, and the tab is closed."""
    desk.saved()
    write(desk.page, code, f" nog{number}")
    desk.page.close()
    return [f"nog{number}"]


BREAKS = (close, crash, log_out, cut_off, save_half)
