"""One browser that looks at pages which the portal has answered already: axe, and their width.

No portal stands behind them. The pages are of a world that lived in one transaction, and the
browser gets what the test client got, under the same policy for content.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, ViewportSize

from bench.people.places import Shown
from bench.people.served import Site

DESK: ViewportSize = {"width": 1280, "height": 900}
PATIENCE = 180_000  # milliseconds, for a machine that has much else to do
WIDTHS = (1280, 768, 320)
ZOOMED = 640  # a window of 1280 pixels at 200 percent
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
ASK = {"runOnly": {"type": "tag", "values": TAGS}, "resultTypes": ["violations"]}
# Two frames on: the width of the window was set a moment ago.
SIDEWAYS = """async () => {
  for (const turn of [1, 2]) await new Promise(requestAnimationFrame);
  const seen = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= seen) return "";
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
        """What is wrong in each view: a width in pixels, "zoom", "forced" or "still"."""
        if self.shown is None:
            return
        place, language = self.shown.place, self.shown.language
        self.page.evaluate(AXE.axe_script)
        for view in views:
            with self._as(view):
                if wide := self.page.evaluate(SIDEWAYS):
                    yield Fault(place, language, view, "scrolls sideways", wide)
                for rule in self.page.evaluate("(ask) => axe.run(ask)", ASK)["violations"]:
                    for node in rule["nodes"]:
                        yield Fault(place, language, view, f"axe {rule['id']}", _said(node))
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
