"""One browser that looks at pages which the portal has answered already: axe, width, how it feels.

No portal stands behind them. The pages are of a world that lived in one transaction, and the
browser gets what the test client got, under the same policy for content.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, ViewportSize

from bench.people import felt
from bench.people.places import Shown
from bench.people.served import Site

DESK: ViewportSize = {"width": 1280, "height": 900}
PATIENCE = 180_000  # milliseconds, for a machine that has much else to do
WIDTHS = (1280, 768, 320)
ZOOMED = 640  # a window of 1280 pixels at 200 percent
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
ASK = {"runOnly": {"type": "tag", "values": TAGS}, "resultTypes": ["violations"]}
# The width of the window was set a moment ago: a page gets half a second to follow.
SIDEWAYS = """async () => {
  const page = document.documentElement;
  for (let turn = 0; turn < 30; turn++) {
    await new Promise(requestAnimationFrame);
    if (turn > 0 && page.scrollWidth <= page.clientWidth) return "";
  }
  const seen = page.clientWidth;
  const isWide = (each) => each.getBoundingClientRect().right > seen + 1;
  const wide = [...document.querySelectorAll("body *")]
    .filter((each) => isWide(each) && ![...each.children].some(isWide));
  return wide.slice(0, 2).map((each) => each.outerHTML.slice(0, 120)).join(" | ") || "unknown";
}"""


@dataclass(frozen=True)
class Fault:
    """Something that is wrong on a page, and where it was seen."""

    place: str
    language: str
    view: str
    rule: str
    where: str

    def __str__(self) -> str:
        return f"{self.place} ({self.language}, {self.view}): {self.rule}: {self.where}"


class Looker:
    """A tab and what it shows."""

    def __init__(self, browser: Browser, site: Site) -> None:
        self.browser, self.site = browser, site
        self.shown: Shown | None = None
        self.heard: list[str] = []
        self.waits: list[tuple[float, str]] = []  # milliseconds, and for what on which page
        self._begin()

    def open(self, shown: Shown) -> None:
        """Load the page; one of the public as somebody who comes for the first time."""
        if shown.role == "anonymous":
            self.close()
            self._begin()
        self.shown, self.heard = shown, []
        self.site.show([shown])
        self.page.goto(self.site.address + shown.address, wait_until="load")

    def close(self) -> None:
        """Forget all that was loaded."""
        self.context.close()

    def _begin(self) -> None:
        self.context = self.browser.new_context(locale="nl-NL", viewport=DESK)
        self.context.set_default_timeout(PATIENCE)
        self.page: Page = self.context.new_page()
        self.page.on("console", self._hear)

    def faults(self, views: tuple[str, ...]) -> Iterator[Fault]:
        """What is wrong in each view: a width in pixels, "zoom", "forced" or "still".

        With "felt" among them a hand tries what is there, at the end: it opens, ticks and types.
        """
        if self.shown is None:
            return
        place, language = self.shown.place, self.shown.language
        if (moved := felt.shift(self.page)) > felt.MOST_SHIFT:
            yield Fault(place, language, "opening", "jumps", f"{moved:.3f} of the window")
        self.page.evaluate(AXE.axe_script)
        for view in [view for view in views if view != "felt"]:
            with self._as(view):
                if wide := self.page.evaluate(SIDEWAYS):
                    yield Fault(place, language, view, "scrolls sideways", wide)
                for rule in self.page.evaluate("(ask) => axe.run(ask)", ASK)["violations"]:
                    for node in rule["nodes"]:
                        yield Fault(place, language, view, f"axe {rule['id']}", _said(node))
        if "felt" in views:
            self.waits += [(wait, f"{what}, {place}") for what, wait in felt.waits(self.page)]
            self.close()  # what was typed is kept in the browser
            self._begin()
        for line in self.heard:
            yield Fault(place, language, "console", "console", line)

    @contextmanager
    def _as(self, view: str) -> Iterator[None]:
        width = {"zoom": ZOOMED}.get(view) or (int(view) if view.isdecimal() else 1280)
        self.page.set_viewport_size({"width": width, "height": 900})
        if view == "forced":
            self.page.emulate_media(forced_colors="active")
        elif view == "still":
            self.page.emulate_media(reduced_motion="reduce")
        yield
        if view in {"forced", "still"}:
            self.page.emulate_media(forced_colors="none", reduced_motion="no-preference")

    def _hear(self, message: Any) -> None:
        if message.type == "error" and "Content Security Policy" in message.text:
            self.heard.append(message.text[:200])


AXE = Axe()


def _said(node: dict[str, Any]) -> str:
    reason = (node.get("any") or node.get("all") or node.get("none") or [{}])[0]
    return f"{node['html'][:160]} {reason.get('message', '')[:160]}"
