"""One browser that looks at pages which the portal has answered already: axe, and their width.

No server stands behind them. The pages are of a world that lived in one transaction, and the
browser gets what the test client got, under the same policy for content.
"""

import gzip
import mimetypes
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from axe_playwright_python.sync_playwright import Axe
from django.contrib.staticfiles import finders
from playwright.sync_api import Browser, Page, Route

from bench.people.places import Shown

SITE = "http://localhost"
WIDTHS = (1280, 768, 320)
ZOOMED = 640  # a window of 1280 pixels at 200 percent
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
ASK = {"runOnly": {"type": "tag", "values": TAGS}, "resultTypes": ["violations"]}
PACKED = (".css", ".js", ".svg", ".html")
SIDEWAYS = """() => {
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
    """A tab, what it shows, and what it was given on the way."""

    def __init__(self, browser: Browser) -> None:
        self.context = browser.new_context(locale="nl-NL", viewport={"width": 1280, "height": 900})
        self.context.route("**/*", self._answer)
        self.page: Page = self.context.new_page()
        self.page.on("console", self._hear)
        self.shown: Shown | None = None
        self.bytes_given = 0
        self.heard: list[str] = []

    def open(self, shown: Shown) -> None:
        """Load the page anew, as somebody who comes for the first time."""
        self.shown, self.bytes_given, self.heard = shown, 0, []
        self.page.goto(SITE + shown.address, wait_until="load")

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

    def _answer(self, route: Route) -> None:
        """The page itself, a file of the portal, or nothing: what a script asks is not of today."""
        path = urlsplit(route.request.url).path
        if route.request.is_navigation_request() and self.shown:
            self._give(route, self.shown.body, self.shown.kind, "page.html", self.shown.policy)
        elif path.startswith("/static/") and (file := finders.find(path[len("/static/") :])):
            kind = mimetypes.guess_type(path)[0] or "application/octet-stream"
            self._give(route, Path(str(file)).read_bytes(), kind, path)
        else:
            route.fulfill(status=204)

    def _give(self, route: Route, body: bytes, kind: str, name: str, policy: str = "") -> None:
        self.bytes_given += len(gzip.compress(body) if name.endswith(PACKED) else body)
        asked = {"Content-Security-Policy": policy} if policy else {}
        more = "; charset=utf-8" if kind.startswith("text/") else ""
        route.fulfill(status=200, body=body, headers={"Content-Type": kind + more, **asked})

    def _hear(self, message: Any) -> None:
        if message.type == "error" and "Content Security Policy" in message.text:
            self.heard.append(message.text[:200])


AXE = Axe()


def _said(node: dict[str, Any]) -> str:
    reason = (node.get("any") or node.get("all") or node.get("none") or [{}])[0]
    return f"{node['html'][:160]} {reason.get('message', '')[:160]}"
