"""The rows of OWASP ASVS that the portal promises, each with the tests that prove it."""

import ast
import re
from pathlib import Path

from bench.bar import Bar

CLONE = Path(__file__).resolve().parents[2]
LIST = CLONE / "docs" / "asvs.md"
ROWS = 45  # the handbook counts 44 items; its table has a row more
ROW = re.compile(r"^\| ([\d., –-]+) \| ([^|]+) \| ([^|]+) \|$", re.M)
TEST = re.compile(r"`([\w/]+\.py)::(\w+)`")
ID = re.compile(r"\d+\.\d+\.\d+")


def rows() -> list[tuple[list[str], list[tuple[str, str]]]]:
    """Of each row: the ids of ASVS in it, and its tests as (file, function)."""
    return [
        (ids_of(found[1]), TEST.findall(found[3]))
        for found in ROW.finditer(LIST.read_text(encoding="utf-8"))
    ]


def ids_of(words: str) -> list[str]:
    """`2.2.1-2.2.3` as three ids, and `1.3.3, 1.5.1` as two."""
    ids: list[str] = []
    for part in words.replace("\u2013", "-").split(","):
        first, _, last = part.strip().partition("-")
        chapter, _, number = first.rpartition(".")
        end = int((last or first).rpartition(".")[2])
        ids += [f"{chapter}.{each}" for each in range(int(number), end + 1)]
    return ids


def faults() -> list[str]:
    """What is wrong: a row without tests, a test that is not there, or one that names no row."""
    found = []
    listed = rows()
    if len(listed) != ROWS:
        found.append(f"{len(listed)} rows, not {ROWS}")
    for ids, tests in listed:
        named = set()
        for file, name in tests:
            words = docstring_of(file, name)
            if words is None:
                found.append(f"{file}::{name} does not exist")
            else:
                named |= set(ID.findall(words)) if "ASVS" in words else set()
        found += [f"no test of the row names ASVS {each}" for each in ids if each not in named]
    return found


def docstring_of(file: str, name: str) -> str | None:
    """The docstring of a test; None when there is no such test."""
    path = CLONE / "tests" / file
    if not path.is_file():
        return None
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef) and node.name == name:
            return ast.get_docstring(node) or ""
    return None


def bars() -> list[Bar]:
    """Rows with a test; whether the tests pass is what `make test` says."""
    wrong, listed = faults(), rows()
    return [
        Bar("rows of ASVS with named tests", f"{ROWS}", f"{len(listed)} {'; '.join(wrong)}".strip(),
            not wrong),
    ]  # fmt: skip
