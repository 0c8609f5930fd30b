"""How a page feels: what jumps while it opens, and how long it leaves a hand waiting.

Web Vitals (web.dev/articles/cls, web.dev/articles/inp): the shift is the share of the window that
moves without being asked, and an interaction lasts from the hand to the next picture.
"""

from collections.abc import Iterator

from playwright.sync_api import Page

MOST_SHIFT = 0.01  # of a window; "good" ends at 0.1
MOST_WAIT = 100  # milliseconds; "good" ends at 200
IN_A_HUNDRED = 98  # as INP counts: of fifty waits the longest is forgiven
SHIFT = """async () => {
  await document.fonts.ready;
  for (const turn of [1, 2]) await new Promise(requestAnimationFrame);
  return await new Promise((tell) => {
    let moved = 0;
    const seen = new PerformanceObserver((list) => {
      for (const each of list.getEntries()) if (!each.hadRecentInput) moved += each.value;
    });
    seen.observe({type: "layout-shift", buffered: true});
    setTimeout(() => { seen.disconnect(); tell(moved); }, 100);
  });
}"""
BEGIN = """() => {
  window.longest = 0;
  new PerformanceObserver((list) => {
    for (const each of list.getEntries()) window.longest = Math.max(longest, each.duration);
  }).observe({type: "event", durationThreshold: 16});
}"""
END = """async () => {
  for (const turn of [1, 2]) await new Promise(requestAnimationFrame);
  await new Promise((go) => setTimeout(go, 50));
  const longest = window.longest;
  window.longest = 0;
  return longest;
}"""
PRESSED = ("main summary", "main button[type=button]", "main input[type=checkbox]")
TYPED = ("main textarea", "main input[type=text]")


def shift(page: Page) -> float:
    """What moved by itself since the page began to open, as a share of the window."""
    return float(page.evaluate(SHIFT))


def waits(page: Page) -> Iterator[tuple[str, float]]:
    """What a hand can do here without leaving the page, and the milliseconds until it shows.

    0 stands for less than 16: shorter ones a browser does not tell.
    """
    page.evaluate(BEGIN)
    for what in PRESSED + TYPED:
        there = page.locator(f"{what}:visible:enabled").first
        if there.count() == 0:
            continue
        there.scroll_into_view_if_needed()
        page.evaluate(END)
        if what in TYPED:
            there.press("a")
        else:
            there.click()
        yield what, float(page.evaluate(END))
