"""Annex IV of Directive 2014/24: a page that answers each point, and one named test for each."""

import re
from pathlib import Path

from bench.bar import Bar

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "annex-iv.md"
TESTS = ROOT / "tests" / "trust" / "test_annex_iv.py"
POINTS = "abcdefg"


def bars() -> list[Bar]:
    """For each point: the page has its heading, and names a test that is there."""
    page, tests = PAGE.read_text(encoding="utf-8"), TESTS.read_text(encoding="utf-8")
    return [_bar(point, page, tests) for point in POINTS]


def _bar(point: str, page: str, tests: str) -> Bar:
    part = re.search(rf"^## \({point}\) .*?(?=^## |\Z)", page, re.DOTALL | re.MULTILINE)
    named = re.findall(rf"test_annex_iv_{point}_\w+", part.group() if part else "")
    there = [name for name in named if f"def {name}(" in tests]
    return Bar(
        f"annex IV ({point})",
        "on the page, with a test",
        there[0] if there else "none",
        bool(there) and len(there) == len(named),
    )
