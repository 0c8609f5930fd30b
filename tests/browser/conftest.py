"""One demo and one Chromium for all walks; where there is no Chromium the walks are skipped."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from dev.machine import CHROMIUM
from dev.run import RUNS
from tests.browser.people import Visitors
from tests.browser.site import running_demo
from tests.conftest import copy_prepared

FLAGS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
)  # fmt: skip


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """The Chromium of this machine. Without one: skipped, and in CI a failure."""
    program = next(filter(None, map(shutil.which, CHROMIUM)), None)
    if program is None:
        refuse = pytest.fail if os.environ.get("CI") == "true" else pytest.skip
        refuse("The browser walks did not run: there is no Chromium here (apt install chromium).")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def loop_of_the_browser() -> Iterator[None]:
    """Playwright runs a loop in this thread, in which Django refuses the database otherwise."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        yield


@pytest.fixture(scope="module")
def demo_site(chromium: Browser, request: pytest.FixtureRequest) -> Iterator[str]:
    """The address of the demo. DEMO_URL names one that runs already, and is not ours to stop."""
    if elsewhere := os.environ.get("DEMO_URL"):
        yield elsewhere
        return
    request.getfixturevalue("loop_of_the_browser")
    request.getfixturevalue("django_db_setup")
    name = f"walks_{os.getpid()}"
    with running_demo(RUNS / name, copy_prepared(name)) as address:  # dev.run sweeps what is left
        yield address


@pytest.fixture(scope="module")
def album() -> Path | None:
    """The folder of the screenshots, SCREENSHOTS; without it none are made."""
    if not os.environ.get("SCREENSHOTS"):
        return None
    folder = Path(os.environ["SCREENSHOTS"])
    folder.mkdir(parents=True, exist_ok=True)
    return folder


@pytest.fixture
def visitors(
    chromium: Browser, demo_site: str, album: Path | None, request: pytest.FixtureRequest
) -> Iterator[Visitors]:
    """The people of one walk. At its end nothing may have gone wrong on any page they saw."""
    walk = request.node.name.removeprefix("test_")
    with Visitors(chromium, demo_site, album, walk) as visitors:
        yield visitors
        request.config.stash.setdefault(WALKS, []).append(visitors.summary())
        assert visitors.faults == []


WALKS: pytest.StashKey[list[str]] = pytest.StashKey()


def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, config: pytest.Config
) -> None:
    """Tell how many pages and seconds each walk took, and where its screenshots are."""
    for line in config.stash.get(WALKS, []):
        terminalreporter.write_line(line)
