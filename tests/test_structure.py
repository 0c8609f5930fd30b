"""What the house promises about its own shape, read from the source."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings

ROOT = Path(settings.STATICFILES_DIRS[0]).parent
ROOMS = ("portal", "calls", "applications", "assessment", "awards", "funnel", "archive", "demo")
BANNED = {"utils", "helpers", "common"}


def sources() -> list[Path]:
    """The Python files of the rooms, migrations left out."""
    found = [path for room in ROOMS for path in (ROOT / room).rglob("*.py")]
    return [path for path in found if "migrations" not in path.parts]


def state_writes(source: str) -> Iterator[int]:
    """The lines that write a state: `x.state = ...`, or `state=` in an update or a save.

    `Call(state=...)` and filters only name one. A queryset's update() writes it.
    """
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Assign | ast.AugAssign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            if any(isinstance(part, ast.Attribute) and part.attr == "state" for part in targets):
                yield node.lineno
        elif (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and node.func.attr in {"update", "setattr", "update_or_create", "bulk_update"}
            and any(keyword.arg == "state" for keyword in node.keywords)
        ):
            yield node.lineno


def may_write_state(path: Path) -> bool:
    """transitions.py, a module of transitions/, and the one pattern that they all use."""
    relative = path.relative_to(ROOT)
    return (
        path.name == "transitions.py"
        or "transitions" in relative.parts
        or relative == Path("portal/workflow.py")
    )


def test_only_transitions_write_a_state() -> None:
    wrong = [
        f"{path.relative_to(ROOT)}:{line}"
        for path in sources()
        if not may_write_state(path)
        for line in state_writes(path.read_text())
    ]
    assert wrong == []


@pytest.mark.parametrize(
    "source",
    ["call.state = 'draft'", "a = call.state = x", "calls.update(state='draft')",
     "self.phase.state: str = 'open'"],
)  # fmt: skip
def test_a_written_state_is_seen(source: str) -> None:
    """The control: what the test above looks for, it finds."""
    assert list(state_writes(source)) == [1]


@pytest.mark.parametrize("source", ["calls.filter(state='draft')", "state = 1", "Call(state=x)"])
def test_a_named_state_is_not_a_written_one(source: str) -> None:
    assert list(state_writes(source)) == []


def test_files_are_small_and_have_a_name_that_says_something() -> None:
    names = {path.stem for path in sources()}
    assert not names & BANNED
    long = [
        str(path.relative_to(ROOT))
        for path in sources()
        if len(path.read_text().splitlines()) > 400
    ]
    assert long == []


def test_templates_extend_at_most_twice_and_hold_no_inline_style_or_script() -> None:
    """Under the content policy an inline style or script would do nothing.

    In a mail there is no such policy, and no style sheet either.
    """
    for path in set((ROOT / "templates").rglob("*.html")) - {ROOT / "templates/mail/layout.html"}:
        text = path.read_text()
        for wrong in (" style=", " onclick=", " onchange=", " onsubmit=", "<script>", "<style>"):
            assert wrong not in text, f"{path.relative_to(ROOT)}: {wrong}"
        assert _parents(text) <= 2, path.relative_to(ROOT)


def _parents(text: str) -> int:
    """How many templates stand above this one."""
    first = text.split("%}", 1)[0]
    if "extends" not in first:
        return 0
    parent = ROOT / "templates" / first.split('"')[1]
    return 1 + _parents(parent.read_text())
