"""People at a browser: who they are, what they press, and what may never go wrong on a page."""

import io
import re
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Self
from urllib.parse import urlsplit

from axe_playwright_python.sync_playwright import Axe
from PIL import Image
from playwright.sync_api import Browser, Error, Locator, Page

from portal.help.manuals import PICTURE_SIZE
from tests.browser.keyboard import Keyboard
from tests.browser.tally import Tally

DESK, PHONE = {"width": 1280, "height": 900}, {"width": 360, "height": 800}
IN_MANUAL = {"width": 1280, "height": 1200}
PASSWORD = "trechter demo 2026"
MUCH_WORK = 120_000  # milliseconds: what invented people do in the meantime
WORKER_IS_BUSY = 150  # seconds: at first with the receipts of all offers of the demo
# An autosave while a date is half typed: it is kept, and answered with what is not right yet.
SAVED_HALF = "status of 422"
PERIOD = 30  # seconds that a code of an authenticator app is shown
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
AXE = {"runOnly": {"type": "tag", "values": WCAG}, "resultTypes": ["violations"]}


class Visitors:
    """All people of one walk, each in a browser of their own."""

    def __init__(self, chromium: Browser, site: str, album: Path | None, walk: str) -> None:
        self.chromium, self.site, self.album, self.walk = chromium, site, album, walk
        self.faults: list[str] = []
        self.seen: set[str] = set()
        self.people: list[Visitor] = []
        self.pictures = 0
        self.told: list[str] = []
        self.began = time.monotonic()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_failure: object) -> None:
        for visitor in self.people:
            visitor.context.close()

    def newcomer(self) -> "Visitor":
        """Somebody whom the portal does not know yet, before the first page."""
        visitor = Visitor(self)
        self.people.append(visitor)
        return visitor

    def arrive(self) -> "Visitor":
        """The same, at the landing page."""
        return self.newcomer().open("/")

    def become(self, who: str) -> "Visitor":
        """An invented person by name or address, through the panel of the demo."""
        return self.newcomer().become(who)

    def move_on(self, reference: str) -> None:
        """Let the invented people bring a call to its next moment."""
        with self._panel() as page:
            button = page.get_by_role("button", name=f"Zet {reference} verder")
            row = page.get_by_role("row").filter(has=button)
            before = row.inner_text()
            with page.expect_navigation(timeout=MUCH_WORK):
                button.click(timeout=MUCH_WORK)
            assert row.count() == 0 or row.inner_text() != before

    def finish_scoring(self, reference: str) -> None:
        """Let the invented members of a call finish scoring."""
        with self._panel() as page, page.expect_navigation(timeout=MUCH_WORK):
            page.get_by_role("button", name=f"Maak de scores van {reference} af").click(
                timeout=MUCH_WORK
            )

    @contextmanager
    def _panel(self) -> Iterator[Page]:
        with closing(self.chromium.new_context(base_url=self.site, locale="nl-NL")) as context:
            page = context.new_page()
            page.goto("/demo/")
            yield page

    def summary(self) -> str:
        """Pages and seconds of this walk, and what was counted apart."""
        pages = sum(visitor.done.pages for visitor in self.people)
        seconds = time.monotonic() - self.began
        pictures = f"{self.pictures} pictures in {self.album}" if self.album else "no pictures"
        return "\n".join([f"{self.walk}: {pages} pages in {seconds:.0f} s, {pictures}", *self.told])


class Visitor:
    """One person in one browser."""

    def __init__(self, visitors: Visitors) -> None:
        self.visitors = visitors
        self.context = visitors.chromium.new_context(
            base_url=visitors.site, locale="nl-NL", timezone_id="Europe/Amsterdam", viewport=DESK
        )
        self.context.set_default_timeout(30_000)
        self.email = ""
        self.done = Tally()
        self.places: set[str] = set()
        self.page = self._own_tab()
        self.keyboard: Keyboard | None = None

    def by_keyboard(self) -> Self:
        """From here on without a mouse."""
        self.keyboard = Keyboard(self.page, self._blame)
        return self

    def new_tab(self) -> Page:
        """A tab in which every error is written down."""
        page = self.context.new_page()
        page.on(
            "console",
            lambda said: (
                self._blame(said.text)
                if said.type == "error" and SAVED_HALF not in said.text
                else None
            ),
        )
        page.on("pageerror", lambda error: self._blame(str(error)))
        return page

    def _own_tab(self) -> Page:
        """The tab in which the walk goes on: every document that comes there is counted."""
        page = self.new_tab()
        page.on("domcontentloaded", lambda _page: self._count_page())
        return page

    def _count_page(self) -> None:
        self.done.pages += 1

    @contextmanager
    def counted(self, what: str) -> Iterator[Tally]:
        """Count what somebody does in here; it is told below the tests."""
        before, counted = replace(self.done), Tally()
        yield counted
        vars(counted).update(vars(self.done - before))
        self.visitors.told.append(f"  {what}: {counted}")

    def kill_tab(self) -> None:
        """The tab crashes, with no chance to save anything; a new one comes in its place."""
        with suppress(Error):
            self.page.goto("chrome://crash")
        self.page.close()
        self.page = self._own_tab()
        if self.keyboard:
            self.by_keyboard()

    # ---- going somewhere ----

    def open(self, path: str) -> Self:
        """Type an address, or follow a link from a mail: a click too."""
        self.done.clicks += 1
        self.page.goto(path)
        return self._arrived()

    def follow(self, name: str | re.Pattern[str], *, within: Locator | None = None) -> Self:
        """Follow a link by its words."""
        self._go((within or self.main).get_by_role("link", name=name).first)
        return self._arrived()

    def press(self, name: str | re.Pattern[str], *, within: Locator | None = None) -> Self:
        """Press a button that brings another page."""
        self._go((within or self.main).get_by_role("button", name=name).first)
        return self._arrived()

    def _go(self, there: Locator) -> None:
        with self.page.expect_navigation():
            self.click(there)

    def click(self, there: Locator) -> Self:
        """A link or a button that need not bring another page."""
        self.done.clicks += 1
        self.keyboard.press(there) if self.keyboard else there.click()
        return self

    def fill(self, **answers: str) -> Self:
        """Fill fields by their names."""
        for name, answer in answers.items():
            self.write(self.field(name), answer)
        return self

    def write(self, field: Locator, answer: str) -> Self:
        """Write this in a field."""
        self.done.fields += 1
        self.done.letters += len(answer)
        self.keyboard.type(field, answer) if self.keyboard else field.fill(answer)
        return self

    def check(self, box: Locator) -> Self:
        """Tick a box, or choose one of several."""
        self.done.clicks += 1
        self.keyboard.check(box) if self.keyboard else box.check()
        return self

    def choose(self, field: Locator, option: str) -> Self:
        """Choose from a list, by value or by label: open it, and choose."""
        self.done.clicks += 2
        self.keyboard.choose(field, option) if self.keyboard else field.select_option(option)
        return self

    def attach(self, field: Locator, file: Path) -> Self:
        """Choose a file from this machine; its window is the browser's own."""
        self.done.clicks += 1
        if self.keyboard:
            with self.page.expect_file_chooser() as opened:
                self.keyboard.press(field)
            opened.value.set_files(file)
        else:
            field.set_input_files(file)
        return self

    def field(self, name: str) -> Locator:
        """The input with this name."""
        return self.main.locator(f"[name='{name}']")

    @property
    def main(self) -> Locator:
        """The page without head, foot and demo bar."""
        return self.page.locator("main")

    @property
    def text(self) -> str:
        """All that the page says."""
        return self.main.inner_text().replace("\xa0", " ")

    # ---- being somebody ----

    def become(self, who: str) -> Self:
        """Be this invented person, past the second factor but not past a step-up."""
        self.page.goto("/demo/")
        everybody = self.page.locator("#demo-everybody")
        label = everybody.locator("option", has_text=who).inner_text()
        everybody.select_option(label=label)
        self.email = label.rpartition(", ")[2]
        with self.page.expect_navigation():
            self.page.get_by_role("button", name="Word deze persoon").click()
        return self._arrived()

    def log_in(self, email: str) -> Self:
        """Log in with password and code, as outside the demo."""
        self.email = email
        self.open("/account/login/").fill(login=email, password=PASSWORD).press("Inloggen")
        return self._give_code("Inloggen")

    def step_up(self) -> Self:
        """Give the code that a page asks for; nothing when it asks for none."""
        if urlsplit(self.page.url).path == "/mijn/bevestigen/":
            self._give_code("Bevestigen")
        return self

    def secret(self, column: str) -> str:
        """What the demo panel shows in my row: my code now, or my passphrase."""
        panel = self.new_tab()
        panel.goto("/demo/")
        row = panel.locator("tr", has_text=self.email)
        secret = row.locator(f"td[data-label='{column}']").inner_text()
        panel.close()
        return secret

    @property
    def now(self) -> datetime:
        """The portal's time, from the bar of the demo."""
        clock = self.page.locator(".demo-bar time").get_attribute("datetime") or ""
        return datetime.fromisoformat(clock)

    @property
    def passphrase(self) -> str:
        """The words that unlock my vault key."""
        return self.secret("Wachtzin van de kluissleutel")

    def _give_code(self, button: str) -> Self:
        """Type the present code; one that was used counts no more, so wait for the next."""
        asked_at = self.page.url
        for _attempt in range(3):
            self.fill(code=self.secret("Code nu")).press(button)
            if self.page.url != asked_at:
                return self
            time.sleep(PERIOD - time.time() % PERIOD + 0.2)
        raise AssertionError(f"No code of {self.email} is taken: {self.text}")

    def mails(self, words: str) -> list[str]:
        """The mails to me that say these words, newest first, from the mailbox of the demo."""
        box = self.new_tab()
        box.goto(f"/demo/post/?to={self.email}")
        mine = box.locator("details", has_text=words)
        said = [mail.text_content() or "" for mail in mine.all()]
        box.close()
        return said

    def mail(self, words: str) -> str:
        """The newest mail to me that says these words, when the worker has come to it."""
        end = time.monotonic() + WORKER_IS_BUSY
        while time.monotonic() < end:
            if said := self.mails(words):
                return said[0]
            time.sleep(0.5)
        raise AssertionError(f"{self.email} got no mail that says {words!r}")

    # ---- looking ----

    def picture(self, what: str) -> Self:
        """Leave a screenshot of this page for desk and phone, where somebody wants to look."""
        if self.visitors.album is None:
            return self
        self.visitors.pictures += 1
        name = f"{self.visitors.walk}-{self.visitors.pictures:02}-{what}"
        self.page.screenshot(path=self.visitors.album / f"{name}-desk.png", full_page=True)
        self.page.set_viewport_size(PHONE)
        self.page.screenshot(path=self.visitors.album / f"{name}-phone.png", full_page=True)
        self.page.set_viewport_size(DESK)
        return self

    def for_manual(self, name: str, *, begins: str = ".sheet") -> Self:
        """Take the picture that the manuals show of this page from there, in each language."""
        if self.visitors.album is None:
            return self
        folder = self.visitors.album / "manual"
        folder.mkdir(exist_ok=True)
        tab = self.new_tab()
        tab.set_viewport_size(IN_MANUAL)
        for language in ("nl", "en"):
            tab.goto(f"{self.page.url.partition('#')[0]}?taal={language}")
            top = tab.locator(begins).first.evaluate("it => it.getBoundingClientRect().top")
            part = {"x": 0, "y": top, "width": 1280, "height": 800}
            shot = tab.screenshot(clip=part, full_page=True)
            with Image.open(io.BytesIO(shot)) as picture:
                small = picture.convert("RGB").resize(PICTURE_SIZE, Image.Resampling.LANCZOS)
                small.save(folder / f"{name}.{language}.webp", quality=60, method=6)
        tab.close()
        return self

    def _arrived(self) -> Self:
        if self.keyboard:
            self.keyboard.skip_to_content()
        place = urlsplit(self.page.url).path
        if place not in self.places:
            self.places.add(place)
            self.done.words += len(self.text.split())
        if place not in self.visitors.seen:
            self.visitors.seen.add(place)
            self._check_width(place)
            self._check_access(place)
            if self.keyboard:
                self.keyboard.go_round()
        return self

    def _check_width(self, place: str) -> None:
        self.page.set_viewport_size(PHONE)
        width = self.page.evaluate("document.documentElement.scrollWidth")
        self.page.set_viewport_size(DESK)
        if width > PHONE["width"]:
            self._blame(f"scrolls sideways on a phone: {width} pixels")

    def _check_access(self, place: str) -> None:
        for violation in _violations(self.page):
            self._blame(violation)

    def _blame(self, fault: str) -> None:
        self.visitors.faults.append(f"{urlsplit(self.page.url).path}: {fault}")


def _violations(page: Page) -> Sequence[str]:
    found = Axe().run(page, options=AXE).response["violations"]
    return [
        f"axe {rule['id']}: {node['html'][:160]}" for rule in found for node in rule["nodes"][:2]
    ]
