"""The bars of the issue on people: `make people`, or `make bars ISSUE=people`.

Every page of the access table in Dutch and English: axe, the width, the HTML, the weight, and how
it feels; the catalogue; and Lighthouse on the pages for everybody. The long form writes what it
found to portal/accessibility.json, for the statement.
"""

from collections.abc import Collection, Iterable
from datetime import timedelta

from django.db import transaction
from django.test import override_settings
from django.utils import timezone

from bench.bar import Bar
from bench.people import felt, run, scores
from bench.people.places import Place, Shown, places
from bench.people.run import Seen
from dev import messages
from portal.statement import WIDTHS, keep
from tests.access.table import TABLE
from tests.access.world import make_world

PARTS = ("pages", "lighthouse")
VIEWS = tuple(str(width) for width in WIDTHS)
MORE_VIEWS = ("zoom", "forced", "still", "felt")
MOST_KB = 150


def bars(*, is_short: bool, parts: tuple[str, ...] = PARTS) -> list[Bar]:
    """Look at all pages; `parts` other than these name the addresses to look at alone."""
    if parts == ("lighthouse",):
        return [lighthouse(show([place for place in places() if place.role == "anonymous"]))]
    only = () if set(parts) <= set(PARTS) else parts
    shown = show([place for place in places() if not only or place.name.startswith(only)])
    seen = run.look_with_all_cores(shown, views=VIEWS, more_views=MORE_VIEWS)
    run.validate(seen)
    if not only:
        write(seen)
    found = bars_of(seen, left_out(seen) if not only else [])
    return [*found, lighthouse(shown)] if "lighthouse" in parts else found


def show(chosen: Collection[Place]) -> list[Shown]:
    """What these places say, in a world that is gone afterwards."""
    with override_settings(STEP_UP_VALID=timedelta(hours=8)), transaction.atomic():
        shown = run.show(chosen, make_world())
        transaction.set_rollback(True)
    return shown


def lighthouse(shown: Collection[Shown]) -> Bar:
    """The lowest score of a public page in any category, or why there is none."""
    name = f"lowest of Lighthouse on {len(scores.public_pages(shown))} public pages"
    chromium = run.chromium_path()
    reason = scores.reason_not_to_run() if chromium else "not run: there is no Chromium here"
    if chromium is None or reason:
        return Bar(name, f">= {scores.LEAST}", reason, passes=True)
    found = scores.score(shown, chromium)
    for each in found:
        print(each)
    worst = min(found, key=lambda each: each.lowest)
    figure = f"{worst.lowest}, {worst.address}"
    return Bar(name, f">= {scores.LEAST}", figure, worst.lowest >= scores.LEAST)


def bars_of(seen: Seen, missing: Iterable[str]) -> list[Bar]:
    """The promises, and what was found."""
    axe = [fault for fault in seen.faults if fault.rule.startswith("axe")]
    wide = [fault for fault in seen.faults if fault.rule == "scrolls sideways"]
    html = [fault for fault in seen.faults if fault.rule == "html"]
    policy = [fault for fault in seen.faults if fault.rule == "console"]
    jumps = [fault for fault in seen.faults if fault.rule == "jumps"]
    left = sorted(missing)
    heaviest = max(seen.weights.items(), key=lambda pair: pair[1], default=("none", 0))
    faults = messages.faults(messages.open_catalogue(), messages.used_in_code())
    return [
        Bar("addresses left out", "0", f"{len(left)} {', '.join(left[:5])}".strip(), not left),
        _none("axe violations (WCAG 2.2 AA)", axe, seen),
        _none("pages that scroll sideways", wide, seen),
        Bar("HTML errors", "0", seen.html or f"{len(html)} on {len(seen.pages)} pages", not html),
        _none("violations of the content policy", policy, seen),
        _none("pages that jump while they open", jumps, seen),
        longest_wait(seen.waits),
        Bar("texts not translated or fuzzy", "0", str(len(faults)), not faults),
        Bar(
            "heaviest public page", f"{MOST_KB} kB",
            f"{heaviest[1] / 1000:.0f} kB, {heaviest[0]}", heaviest[1] <= MOST_KB * 1000,
        ),
    ]  # fmt: skip


def longest_wait(waits: list[tuple[float, str]]) -> Bar:
    """From a hand to the next picture, as INP counts it."""
    by_length = sorted(waits) or [(0.0, "none")]
    wait, what = by_length[len(by_length) * felt.IN_A_HUNDRED // 100 - 1]
    name = f"{felt.IN_A_HUNDRED} in 100 of {len(waits)} interactions within"
    return Bar(name, f"{felt.MOST_WAIT} ms", f"{wait:.0f} ms, {what}", wait <= felt.MOST_WAIT)


def _none(name: str, faults: list[run.Fault], seen: Seen) -> Bar:
    return Bar(name, "0", f"{len(faults)} on {len(seen.pages)} pages", not faults)


def left_out(seen: Seen) -> set[str]:
    """The addresses that somebody sees and that were not looked at, by the declared table."""
    asked = {row.name for row in TABLE if row.method == "get" and row.sees}
    return asked - seen.names


def write(seen: Seen) -> None:
    """Keep what the statement on accessibility tells; what jumps shuts nobody out."""
    rules = {fault.rule for fault in seen.faults} - {"jumps"}
    keep(
        checked_on=timezone.localdate(),  # of the machine: this is no moment of a call
        pages=len({shown.name for shown in seen.pages}),
        states=len(seen.pages),
        findings={
            rule: len({fault.place for fault in seen.faults if fault.rule == rule})
            for rule in rules
        },
    )
