"""People write in a real browser against a real server, and are interrupted in every way there is.

Each round is one offer of its own: somebody types, is interrupted at a moment that chance picks,
comes back as a person would, types on, and then the server must hold every keystroke. A key that
was pressed in the last two seconds before a tab was killed may be missing, but is counted too.
"""

import random
import shutil
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any

from allauth.account.models import EmailAddress
from django.db import connections
from playwright.sync_api import Browser, BrowserContext, Error, Page, sync_playwright

from applications import services
from applications.models import Proposal
from applications.writing.services import open_set_aside
from bench.bar import Bar
from bench.offers.load import address
from bench.offers.server import Server, running_server
from calls.models import Phase
from dev.machine import CHROMIUM
from portal.accounts.models import User
from tests.applications.stages import open_phase
from tests.browser.conftest import FLAGS
from tests.cast import Cast
from tests.factories import PASSWORD

SECTION, FIELD = "summary", "public_summary"
UNSAFE_SECONDS = 2.0  # before a kill
PATIENCE = 30_000  # milliseconds
WAYS = ("tab closed", "tab crashed", "session ended", "server killed", "network gone",
        "network gone and tab closed", "two editors")  # fmt: skip
SAVED = "[data-saved-line]"
# The server has it all: it said so, and the browser keeps nothing any more.
IS_SAVED = """() => /^Opgeslagen/.test(document.querySelector('[data-saved-line]').textContent)
  && !Object.keys(localStorage).some((name) => name.startsWith('trechter:text:'))"""


@dataclass
class Typed:
    """What somebody typed in one round, key by key with the moment; and when a kill came."""

    keys: list[tuple[str, float]] = field(default_factory=list)
    killed_at: float | None = None
    before: int = 0  # how many keys were pressed before the kill

    @property
    def text(self) -> str:
        return "".join(key for key, _moment in self.keys)

    def kill(self) -> None:
        """From here on what was typed last is in danger."""
        self.killed_at, self.before = time.monotonic(), len(self.keys)

    def lost_from(self, found: str) -> tuple[int, int]:
        """How many keys are missing: those that may not be, and those of the last two seconds."""
        expected, killed = self.text, self.killed_at
        if _plain(found) == _plain(expected):
            return 0, 0
        if killed is None:
            return _missing(expected, found), 0
        safe = sum(moment <= killed - UNSAFE_SECONDS for _key, moment in self.keys[: self.before])
        kept = next(
            (
                length
                for length in range(self.before, -1, -1)
                if _plain(found) == _plain(expected[:length] + expected[self.before :])
            ),
            None,
        )
        if kept is None:
            return _missing(expected, found), 0
        return max(0, safe - kept), min(self.before - kept, self.before - safe)


def _plain(text: str) -> str:
    return " ".join(text.split())


def _missing(expected: str, found: str) -> int:
    """Keys of which nothing like them is there, at least one when the texts differ."""
    gone = Counter(expected) - Counter(found)
    return max(1, sum(gone.values()))


def bars(cast: Cast, *, rounds: int, pause: float, seed: int = 2026) -> list[Bar]:
    """Interrupt so often, each way in turn, and count what is missing.

    People pause for at most `pause` seconds between two sentences.
    """
    program = next(filter(None, map(shutil.which, CHROMIUM)), None)
    if program is None:
        return [Bar(f"{rounds} interruptions", "a browser", "there is no Chromium here", False)]
    chance = random.Random(seed)
    people = [_may_log_in(cast.applicant), _may_log_in(cast.colleague)]
    phase = Phase.objects.select_related("call").get(pk=open_phase(cast).pk)
    proposals = [
        services.start_offer(phase, organisation=cast.company, by=cast.applicant)
        for _round in range(rounds)
    ]
    with running_server() as server, _chromium(program) as browser, _asker() as ask:
        scene = Scene(server, browser, people, ask, chance, pause)
        results = [
            scene.round(WAYS[number % len(WAYS)], proposal)
            for number, proposal in enumerate(proposals)
        ]
    keys = sum(result.keys for result in results)
    lost = sum(result.lost for result in results)
    unsafe = sum(result.unsafe for result in results)
    faults = [f"{result.way}: {result.fault}" for result in results if result.fault]
    ways = Counter(result.way for result in results)
    return [
        Bar(
            f"{rounds} interruptions, keystrokes lost",
            "0",
            f"{lost} of {keys:,}" + (f"; {'; '.join(faults[:3])}" if faults else ""),
            lost == 0 and not faults,
        ),
        Bar(
            f"{rounds} interruptions, ways",
            f"each of {len(WAYS)}",
            ", ".join(f"{count} {way}" for way, count in ways.items()),
            len(ways) == min(len(WAYS), rounds),
        ),
        Bar(
            f"{rounds} interruptions, keys of the last 2 s before a kill",
            "may be lost",
            f"{unsafe} lost",
            True,
        ),
    ]


@dataclass
class Stage:
    """What one round plays on: browsers, an offer, and what each person typed."""

    contexts: list[BrowserContext]
    proposal: Proposal
    typed: Typed
    other: Typed

    @property
    def first(self) -> BrowserContext:
        return self.contexts[0]


@dataclass
class Result:
    """One round."""

    way: str
    keys: int
    lost: int
    unsafe: int = 0
    fault: str = ""


@dataclass
class Scene:
    """The browser, the server and the people of all rounds."""

    server: Server
    browser: Browser
    people: list[User]
    ask: Callable[..., Any]
    chance: random.Random
    pause: float

    def round(self, way: str, proposal: Proposal) -> Result:
        """One interruption; whatever goes wrong in it counts as all of it lost."""
        typed, other = Typed(), Typed()
        play = getattr(self, "_" + way.replace(" ", "_"))
        with self._contexts(2 if way == "two editors" else 1) as contexts:
            try:
                play(Stage(contexts, proposal, typed, other))
                found, aside = self.ask(_held, proposal)
            except (Error, AssertionError) as fault:
                self._back_to_normal()
                keys = len(typed.keys) + len(other.keys)
                return Result(way, keys, keys, fault=str(fault).splitlines()[0][:160])
        if way != "two editors":
            lost, unsafe = typed.lost_from(found)
            return Result(way, len(typed.keys), lost, unsafe)
        texts = [_plain(found), *map(_plain, aside)]
        lost = sum(len(each.keys) for each in (typed, other) if _plain(each.text) not in texts)
        return Result(way, len(typed.keys) + len(other.keys), lost)

    # ---- the ways ----

    def _tab_closed(self, stage: Stage) -> None:
        page = self._open(stage.first, stage.proposal)
        self._type(page, stage.typed)
        stage.typed.kill()
        page.close()
        self._go_on(stage.first, stage.proposal, stage.typed)

    def _tab_crashed(self, stage: Stage) -> None:
        page = self._open(stage.first, stage.proposal)
        self._type(page, stage.typed)
        stage.typed.kill()
        with suppress(Error):
            page.goto("chrome://crash", timeout=3000)
        with suppress(Error):
            page.close()
        self._go_on(stage.first, stage.proposal, stage.typed)

    def _session_ended(self, stage: Stage) -> None:
        page = self._open(stage.first, stage.proposal)
        self._type(page, stage.typed)
        stage.first.clear_cookies()
        self._type(page, stage.typed)
        page.locator(f"{SAVED} a").click(timeout=PATIENCE)
        self._log_in(page, self.people[0])
        self._type(page, stage.typed)
        self._saved(page)

    def _server_killed(self, stage: Stage) -> None:
        page = self._open(stage.first, stage.proposal)
        self._type(page, stage.typed)
        self.server.kill()
        self._type(page, stage.typed)
        self.server.start()
        self._type(page, stage.typed)
        self._saved(page)

    def _network_gone(self, stage: Stage) -> None:
        page = self._open(stage.first, stage.proposal)
        self._type(page, stage.typed)
        stage.first.set_offline(True)
        self._type(page, stage.typed)
        time.sleep(self.pause)
        stage.first.set_offline(False)
        self._saved(page)

    def _network_gone_and_tab_closed(self, stage: Stage) -> None:
        page = self._open(stage.first, stage.proposal)
        stage.first.set_offline(True)
        self._type(page, stage.typed)
        time.sleep(self.pause)
        stage.typed.kill()
        page.close()
        stage.first.set_offline(False)
        self._go_on(stage.first, stage.proposal, stage.typed)

    def _two_editors(self, stage: Stage) -> None:
        mine, theirs = (
            self._open(context, stage.proposal, person)
            for context, person in zip(stage.contexts, self.people, strict=True)
        )
        self._type(theirs, stage.other)
        self._saved(theirs)
        self._type(mine, stage.typed)
        choice = mine.locator("[data-choice]")
        choice.wait_for(timeout=PATIENCE)
        self._type(mine, stage.typed)  # one goes on while the choice stands there
        side = self.chance.choice(["mine", "theirs"])
        choice.locator(f"[name='pick.{FIELD}'][value={side}]").check()
        with mine.expect_navigation(timeout=PATIENCE):
            choice.get_by_role("button").click()
        mine.locator(SAVED).wait_for()

    # ---- what people do ----

    def _open(
        self, context: BrowserContext, proposal: Proposal, person: User | None = None
    ) -> Page:
        page = context.new_page()
        page.goto(address(proposal, "section", SECTION))
        if "/account/login/" in page.url:
            self._log_in(page, person or self.people[0])
        page.locator(f"[name={FIELD}]").wait_for()
        return page

    def _log_in(self, page: Page, person: User) -> None:
        page.fill("[name=login]", person.email)
        page.fill("[name=password]", PASSWORD)
        with page.expect_navigation(timeout=PATIENCE):
            page.locator("main form button").first.click()
        page.locator(f"[name={FIELD}]").wait_for(timeout=PATIENCE)

    def _type(self, page: Page, typed: Typed) -> None:
        """Some words, key by key, and a pause of any length."""
        field = page.locator(f"[name={FIELD}]")
        page.wait_for_function("() => !document.querySelector('[inert]')", timeout=PATIENCE)
        field.focus()
        page.keyboard.press("Control+End")
        for _word in range(self.chance.randint(2, 5)):
            for key in f" w{self.chance.randint(100, 999)}":  # white space at an end is trimmed
                page.keyboard.press("Space" if key == " " else key)
                typed.keys.append((key, time.monotonic()))
        time.sleep(self.chance.uniform(0, self.pause))

    def _go_on(self, context: BrowserContext, proposal: Proposal, typed: Typed) -> None:
        """Come back later, find the text again, and write on."""
        page = self._open(context, proposal)
        page.wait_for_function("() => !document.querySelector('[inert]')", timeout=PATIENCE)
        self._type(page, typed)
        self._saved(page)

    def _saved(self, page: Page) -> None:
        page.wait_for_function(IS_SAVED, timeout=PATIENCE)

    def _back_to_normal(self) -> None:
        if self.server.process is None:
            self.server.start()

    @contextmanager
    def _contexts(self, count: int) -> Iterator[list[BrowserContext]]:
        contexts = [
            self.browser.new_context(base_url=self.server.address, locale="nl-NL")
            for _person in range(count)
        ]
        for context in contexts:
            context.set_default_timeout(PATIENCE)
        try:
            yield contexts
        finally:
            for context in contexts:
                with suppress(Error):
                    context.close()


def _held(proposal: Proposal) -> tuple[str, list[str]]:
    """The text that the server holds, and the texts that were set aside."""
    payload = services.read_section(proposal, SECTION).payload
    aside = [open_set_aside(proposal, row) for row in proposal.set_aside.all()]
    return str(payload.get(FIELD, "")), [str(each.get(FIELD, "")) for each in aside]


def _may_log_in(user: User) -> User:
    EmailAddress.objects.get_or_create(user=user, email=user.email, verified=True, primary=True)
    return user


@contextmanager
def _chromium(program: str) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=FLAGS)
        yield browser
        browser.close()


@contextmanager
def _asker() -> Iterator[Callable[..., Any]]:
    """Ask the database from a thread of its own: the browser's loop lives in this one."""
    with ThreadPoolExecutor(max_workers=1) as thread:
        yield lambda function, *args: thread.submit(function, *args).result()
        thread.submit(connections.close_all).result()
