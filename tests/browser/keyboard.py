"""A person without a mouse: Tab, Enter, Space, arrows and letters, and what each stop must show."""

from collections.abc import Callable

from playwright.sync_api import Locator, Page

MOST_STOPS = 400
# WCAG 2.4.7 and 2.4.11: what has the focus shows it, and nothing that sticks lies over all of it.
# The button inside a date is ringed by the browser itself, out of reach of styles.
# A browser may need some frames to scroll there.
STOP = """async () => {
  const it = document.activeElement;
  if (!it || it === document.body) return "";
  const {outlineStyle, outlineWidth, boxShadow} = getComputedStyle(it);
  const name = it.outerHTML.slice(0, 120);
  const isRinged = outlineStyle !== "none" && parseFloat(outlineWidth) > 0 || boxShadow !== "none";
  const isItsButton = /date|time/.test(it.type) && !it.matches(":focus-visible");
  if (!isRinged && !isItsButton && it.id !== "content") return `focus is not shown: ${name}`;
  const isIts = (hit) =>
    hit && (hit.contains(it) || it.contains(hit) || hit.closest("label")?.control === it);
  const isSeen = () => [...it.getClientRects()].some(({left, top, width, height}) =>
    [[.5, .5], [.1, .2], [.9, .2], [.1, .8], [.9, .8]].some(([x, y]) =>
      isIts(document.elementFromPoint(left + x * width, top + y * height))));
  for (let frame = 0; frame < 9 && !isSeen(); frame++) await new Promise(requestAnimationFrame);
  return isSeen() ? "" : `focus is hidden: ${name}`;
}"""
NAME = "document.activeElement.outerHTML.slice(0, 120)"
# A browser gives what has `autofocus` the focus when it draws, so we ask when it has drawn.
ERRORS_WAIT = """() => new Promise(answer => requestAnimationFrame(() => {
  const errors = document.querySelector("[data-error-summary]");
  answer(errors !== null && errors !== document.activeElement);
}))"""
# An address may lead to a place on the page, such as an added row: Tab goes on from there.
BEGINS_AT_ITS_TOP = "document.activeElement === document.body && !document.querySelector(':target')"
HAS_FOCUS = """it => it === document.activeElement
  || it.type === "radio" && document.activeElement.name === it.name
     && document.activeElement.form === it.form"""


class Keyboard:
    """Reaches what is on a page in the order of Tab, and presses keys there."""

    def __init__(self, page: Page, blame: Callable[[str], None]) -> None:
        self.page, self.blame = page, blame

    def skip_to_content(self) -> None:
        """The first stop of a page leads past what all pages share; errors have the focus."""
        if self.page.evaluate(ERRORS_WAIT):
            self.blame("the errors do not have the focus")
        if not self.page.evaluate(BEGINS_AT_ITS_TOP):
            return
        self._tab()
        if self.page.evaluate("document.activeElement.className") == "skip-link":
            self.page.keyboard.press("Enter")
        else:
            self.blame("the first stop is not the link to the content")

    def reach(self, wanted: Locator) -> None:
        """Press Tab until this has the focus; from the end a browser goes on at the begin."""
        wanted.wait_for()
        for _stop in range(MOST_STOPS):
            if wanted.evaluate(HAS_FOCUS):
                return
            self._tab()
        raise AssertionError(f"No Tab reaches {wanted}")

    def go_round(self) -> None:
        """From the first stop Tab leads past all others and back: none holds it (WCAG 2.1.2)."""
        self._tab()
        first = self.page.evaluate_handle("document.activeElement")
        has_left = False
        for _stop in range(MOST_STOPS):
            self._tab()
            is_there = first.evaluate("it => it === document.activeElement")
            if is_there and has_left:
                return
            has_left = has_left or not is_there
        self.blame(f"focus is held: {self.page.evaluate(NAME)}")

    def press(self, wanted: Locator, key: str = "Enter") -> None:
        """Go there and press a key."""
        self.reach(wanted)
        self.page.keyboard.press(key)

    def type(self, wanted: Locator, text: str) -> None:
        """Go there and type this instead of what stands there."""
        self.reach(wanted)
        for keys in _ways(wanted.get_attribute("type") or "", text):
            if keys:
                self.page.keyboard.press("ArrowLeft")
                self.page.keyboard.press("ArrowLeft")
                self.page.keyboard.press("ArrowLeft")
                self.page.keyboard.type(keys)
            else:
                self.page.keyboard.press("ControlOrMeta+a")
                self.page.keyboard.insert_text(text)
            if wanted.input_value() == text:
                return
        raise AssertionError(f"{wanted} holds {wanted.input_value()!r} and not {text!r}")

    def check(self, wanted: Locator) -> None:
        """Space for a box; arrows between the choices of which one counts."""
        self.reach(wanted)
        if wanted.get_attribute("type") != "radio":
            if not wanted.is_checked():
                self.page.keyboard.press("Space")
            return
        focused = self.page.locator(":focus")
        if wanted.evaluate("it => it === document.activeElement"):
            self.page.keyboard.press("Space")
        for _choice in range(MOST_STOPS):
            if wanted.is_checked():
                return
            focused.press("ArrowDown")
        raise AssertionError(f"No arrow reaches {wanted}")

    def choose(self, wanted: Locator, value: str) -> None:
        """Down the list until this option."""
        self.reach(wanted)
        self.page.keyboard.press("Home")
        for _option in range(wanted.locator("option").count()):
            if value in (wanted.input_value(), wanted.locator("option:checked").inner_text()):
                return
            self.page.keyboard.press("ArrowDown")
        raise AssertionError(f"{wanted} has no {value}")

    def _tab(self) -> None:
        self.page.keyboard.press("Tab")
        if fault := self.page.evaluate(STOP):
            self.blame(fault)


def _ways(kind: str, text: str) -> list[str]:
    """How a date or a time is typed, day first or month first, with 24 hours or with twelve."""
    if kind == "date":
        year, month, day = text.split("-")
        return [f"{day}{month}{year}", f"{month}{day}{year}"]
    if kind == "time":
        hour, minute = text.split(":")
        half = f"{(int(hour) + 11) % 12 + 1:02}{minute}{'P' if int(hour) > 11 else 'A'}M"
        return [f"{hour}{minute}", half]
    return [""]
