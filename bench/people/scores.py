"""Lighthouse over the public pages: four categories, as a phone on a slow line sees them."""

import json
import shutil
import subprocess
from collections.abc import Collection
from dataclasses import dataclass

from bench.people import node
from bench.people.places import Shown
from bench.people.served import served

NAME = "lighthouse"
LEAST = 95
TRIES = 3  # what else the machine does only ever costs points


@dataclass(frozen=True)
class Scores:
    """The scores of one address, and what cost points."""

    address: str
    scores: dict[str, int]
    lost: tuple[str, ...]

    @property
    def lowest(self) -> int:
        return min(self.scores.values())

    def __str__(self) -> str:
        told = ", ".join(f"{name} {score}" for name, score in self.scores.items())
        return f"lighthouse {self.address}: {told} {' '.join(self.lost)}".strip()


def reason_not_to_run() -> str:
    """Why Lighthouse cannot run on this machine; empty when it can."""
    if shutil.which("node") is None:
        return "not run: there is no Node here (apt install nodejs)"
    return node.lay(NAME)


def public_pages(shown: Collection[Shown]) -> list[Shown]:
    """What everybody can read, in the language in which they come."""
    return [
        each
        for each in shown
        if each.role == "anonymous" and each.status == 200 and each.is_page
        and each.language == "nl" and "posted" not in each.place
    ]  # fmt: skip


def score(shown: Collection[Shown], chromium: str) -> list[Scores]:
    """The best of some tries for each public page."""
    best: dict[str, Scores] = {}
    with served() as site:
        site.show([each for each in shown if each.language == "nl"])
        asked = [each.address for each in public_pages(shown)]
        for _try in range(TRIES):
            for found in _run(site.address, asked, chromium):
                before = best.get(found.address)
                if before is None or found.lowest > before.lowest:
                    best[found.address] = found
            asked = [each for each in asked if best[each].lowest < LEAST]
    return list(best.values())


def _run(site: str, addresses: list[str], chromium: str) -> list[Scores]:
    if not addresses:
        return []
    script = node.home(NAME) / "score.mjs"  # imports look for packages from where a file lies
    shutil.copy(node.LOCKS / NAME / "score.mjs", script)
    command = ["node", str(script), chromium, *(site + each for each in addresses)]
    said = subprocess.run(command, check=True, capture_output=True, text=True)
    return [_scores(json.loads(line), site) for line in said.stdout.splitlines()]


def _scores(told: dict, site: str) -> Scores:
    if told["error"]:
        raise RuntimeError(f"Lighthouse on {told['address']}: {told['error']}")
    return Scores(told["address"].removeprefix(site), told["scores"], tuple(told["lost"]))
