"""The texts that ship with the portal: version 0 of every letter.

One file for each family and language; within it one heading for each kind of decision, then the
subject on a line, then the text.
"""

import re
from functools import cache
from pathlib import Path

from awards.lettering.kinds import TextKey

FOLDER = Path(__file__).parent / "standard"
_HEADINGS = re.compile(r"^# (\w+)\n", re.MULTILINE)


def standard_text(key: TextKey) -> tuple[str, str]:
    """Subject and body. Raises KeyError for a text that does not ship."""
    return _texts(key.family, key.language)[key.kind]


@cache
def _texts(family: str, language: str) -> dict[str, tuple[str, str]]:
    _before, *parts = _HEADINGS.split((FOLDER / f"{family}.{language}.md").read_text("utf-8"))
    found = {}
    for kind, text in zip(parts[::2], parts[1::2], strict=True):
        subject, _newline, body = text.strip().partition("\n")
        found[kind] = (subject.strip(), body.strip())
    return found
