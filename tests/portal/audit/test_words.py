"""Every line of the history is readable: each action that the code records has words."""

import ast
from collections.abc import Iterator
from pathlib import Path

from portal.audit.words import WORDS
from portal.env import ROOT

ROOMS = ("portal", "calls", "applications", "assessment", "awards", "funnel")


def actions(source: str) -> Iterator[str]:
    """The names that a module gives to `record` and to `Transition`, where they are literal."""
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call) or not node.args:
            continue
        called, first = node.func, node.args[0]
        if isinstance(called, ast.Name) and called.id in {"record", "Transition"}:
            for part in ast.walk(first):
                if isinstance(part, ast.Constant) and isinstance(part.value, str):
                    yield part.value


def recorded() -> dict[str, Path]:
    """Each action, with a file that records it."""
    files = [path for room in ROOMS for path in (ROOT / room).rglob("*.py")]
    return {action: path for path in files for action in actions(path.read_text())}


def test_every_action_has_words() -> None:
    without = {action: str(path) for action, path in recorded().items() if action not in WORDS}
    assert not without


def test_control_an_action_without_words_is_found() -> None:
    found = set(actions("record('paint_it_blue', call, by=by)\nrecord('a' if b else 'c', d)"))
    assert found == {"paint_it_blue", "a", "c"}
    assert "paint_it_blue" not in WORDS
