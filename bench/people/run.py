"""Look at the pages of a world, one after another, and keep what was seen."""

import shutil
import tempfile
from collections.abc import Collection, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from bench.people import html
from bench.people.looking import Fault, Looker
from bench.people.places import LANGUAGES, Place, Shown, visit
from dev.machine import CHROMIUM
from tests.access.world import World

FLAGS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
)  # fmt: skip


@dataclass
class Seen:
    """What a run saw: pages, what is no page, faults, and the weight of public pages in bytes."""

    pages: list[Shown] = field(default_factory=list)
    files: dict[str, str] = field(default_factory=dict)  # name of the address: content type
    faults: list[Fault] = field(default_factory=list)
    weights: dict[str, int] = field(default_factory=dict)
    html: str = ""  # why the validator did not run

    def add(self, shown: Shown, looker: Looker, views: tuple[str, ...]) -> None:
        """Look at what was shown; what is no page is only written down."""
        if not shown.is_page:
            self.files[shown.name] = shown.kind or str(shown.status)
            return
        self.pages.append(shown)
        looker.open(shown)
        self.faults += looker.faults(views)
        if shown.role == "anonymous":
            self.weights[shown.place] = looker.bytes_given

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


def look(
    shown: Collection[Shown],
    browser: Browser,
    *,
    views: tuple[str, ...],
    more_views: tuple[str, ...] = (),
    every: int = 10,
) -> Seen:
    """Look at what was shown; one page in `every` in `more_views` as well."""
    seen, looker = Seen(), Looker(browser)
    for number, each in enumerate(shown):
        seen.add(each, looker, views + (more_views if number % every == 0 else ()))
    looker.context.close()
    return seen


def validate(seen: Seen) -> None:
    """Add what the validator says of the HTML, or why it did not run."""
    seen.html = html.reason_not_to_run()
    if not seen.html:
        with tempfile.TemporaryDirectory() as folder:
            seen.faults += html.faults(seen.pages, Path(folder))


def say(seen: Seen) -> None:
    """Each kind of fault once for each place, on standard output."""
    with suppress(BrokenPipeError):
        told = set()
        for fault in seen.faults:
            line = (fault.place, fault.rule, fault.where)
            if line not in told:
                told.add(line)
                print(fault)
