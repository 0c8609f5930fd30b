"""Look at the pages of a world, one after another, and keep what was seen."""

import os
import shutil
import sys
import tempfile
from collections.abc import Collection, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from multiprocessing import get_context
from pathlib import Path

import django
from playwright.sync_api import Browser, sync_playwright

from bench.people import html
from bench.people.looking import Fault, Looker
from bench.people.places import LANGUAGES, Place, Shown, visit
from bench.people.served import served
from dev.machine import CHROMIUM
from tests.access.world import World

FLAGS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
)  # fmt: skip
PAGES_OF_A_BROWSER = 50  # what axe leaves behind makes a tab slower and slower


@dataclass
class Seen:
    """What a run saw: pages, what is no page, faults, the weight of public pages, and waits."""

    pages: list[Shown] = field(default_factory=list)
    files: dict[str, str] = field(default_factory=dict)  # name of the address: content type
    faults: list[Fault] = field(default_factory=list)
    weights: dict[str, int] = field(default_factory=dict)  # of public pages, in bytes
    waits: list[tuple[float, str]] = field(default_factory=list)  # milliseconds, for what
    html: str = ""  # why the validator did not run

    def add(self, shown: Shown, looker: Looker, views: tuple[str, ...]) -> None:
        """Look at what was shown; what is no page is only written down."""
        if not shown.is_page:
            self.files[shown.name] = shown.kind or str(shown.status)
            return
        self.pages.append(shown)
        looker.open(shown)
        weight = looker.site.bytes_given
        self.faults += looker.faults(views)
        if shown.role == "anonymous":
            self.weights[shown.place] = weight

    def join(self, other: "Seen") -> None:
        """Add what another browser saw."""
        self.pages += other.pages
        self.files |= other.files
        self.faults += other.faults
        self.weights |= other.weights
        self.waits += other.waits

    @property
    def names(self) -> set[str]:
        """The names of the addresses that were looked at, pages and files."""
        return {shown.name for shown in self.pages} | set(self.files)


def chromium_path() -> str | None:
    """The Chromium of this machine."""
    return next(filter(None, map(shutil.which, CHROMIUM)), None)


@contextmanager
def chromium() -> Iterator[Browser]:
    """A browser. While it is open the database is out of reach: its loop runs in this thread."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path(), args=FLAGS)
        yield browser
        browser.close()


def show(
    chosen: Collection[Place], world: World, *, languages: tuple[str, ...] = LANGUAGES
) -> list[Shown]:
    """Every place in each language, and its forms posted empty."""
    done, clients = set[str](), dict(world.clients())
    return [
        shown
        for place in chosen
        for language in languages
        for shown in visit(place, world, clients[place.role], language, done)
    ]


def look(shown: Iterable[tuple[Shown, tuple[str, ...]]], browser: Browser) -> Seen:
    """Look at each page that was shown, in the views that stand beside it."""
    seen = Seen()
    with served() as site:
        looker = Looker(browser, site)
        for each, views in shown:
            seen.add(each, looker, views)
        looker.close()
        seen.waits += looker.waits
    return seen


def look_with_all_cores(
    shown: Collection[Shown], *, views: tuple[str, ...], more_views: tuple[str, ...]
) -> Seen:
    """Look with a browser for each core; at the first page of each address in `more_views` too."""
    met = set[str]()
    asked = []
    for each in shown:
        is_first = each.is_page and each.name not in met
        met |= {each.name} if is_first else set()
        asked.append((each, views + (more_views if is_first else ())))
    size = PAGES_OF_A_BROWSER
    parts = [asked[first : first + size] for first in range(0, len(asked), size)]
    seen = Seen()
    with ProcessPoolExecutor(
        os.cpu_count(), get_context("spawn"), initializer=django.setup
    ) as browsers:
        for part in browsers.map(_look_apart, parts):
            seen.join(part)
            say(part.faults)
            print(f"{len(seen.pages)} pages were looked at", file=sys.stderr, flush=True)
    return seen


def _look_apart(asked: list[tuple[Shown, tuple[str, ...]]]) -> Seen:
    with chromium() as browser:
        return look(asked, browser)


def validate(seen: Seen) -> None:
    """Add what the validator says of the HTML, or why it did not run."""
    seen.html = html.reason_not_to_run()
    if not seen.html:
        with tempfile.TemporaryDirectory() as folder:
            found = html.faults(seen.pages, Path(folder))
        say(found)
        seen.faults += found


def say(faults: Iterable[Fault]) -> None:
    """Each kind of fault once for each place, on standard output."""
    with suppress(BrokenPipeError):
        told = set()
        for fault in faults:
            line = (fault.place, fault.rule, fault.where)
            if line not in told:
                told.add(line)
                print(fault, flush=True)
