"""Which requirements of the handbook a test names in its docstring."""

import ast
import re
from pathlib import Path

TESTS = Path(__file__).resolve().parent.parent / "tests"
NAMED = re.compile(r"REQ-(\d+)")


def requirements_with_tests() -> dict[str, list[str]]:
    """Each REQ id with the tests that hold it: read from the source, nothing is run."""
    found: dict[str, list[str]] = {}
    for path in sorted(TESTS.rglob("test_*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
                for number in ids_in(ast.get_docstring(node) or ""):
                    found.setdefault(number, []).append(f"{path.stem}::{node.name}")
    return found


def ids_in(text: str) -> list[str]:
    """The ids in a docstring; "REQ-02, 03" names the first only: an id is written out."""
    return sorted({f"REQ-{number}" for number in NAMED.findall(text)})
