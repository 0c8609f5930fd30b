"""The manuals in docs/manual, one file for each role and language, read as they stand there.

A chapter begins with a heading and, in a comment under it, its key and the names of the addresses
that it explains; it may end with pictures, which the browser tests take.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from django.conf import settings
from django.utils.safestring import SafeString

from portal.env import ROOT
from portal.look.prose import markdown_html

FOLDER = ROOT / "docs" / "manual"
PICTURES = ROOT / "static" / "manual"
PICTURE_SIZE = (960, 600)  # of each picture, in pixels
# The word in the address: the name of the file.
ROLES = {
    "bedrijf": "company", "inkoper": "officer", "commissielid": "member", "rvo": "analyst",
    "nieuw": "news",
}  # fmt: skip
CHAPTER = re.compile(r"^## (?P<title>.+)\n<!-- (?P<key>[\w-]+):(?P<pages>[^>]*) -->$", re.MULTILINE)
PICTURE = re.compile(
    r"^!\[(?P<words>[^\]]+)\]\(\.\./\.\./static/(?P<file>[\w./-]+)\)$", re.MULTILINE
)


@dataclass(frozen=True)
class Picture:
    """A file under static, and what it shows in words."""

    file: str
    words: str


@dataclass(frozen=True)
class Chapter:
    """One task: how it is done, and on which pages."""

    key: str
    title: str
    pages: tuple[str, ...]
    text: SafeString
    pictures: tuple[Picture, ...]


@dataclass(frozen=True)
class Manual:
    """All chapters of one role in one language."""

    word: str  # in the address
    title: str
    lead: SafeString
    chapters: tuple[Chapter, ...]


@cache
def manual(word: str, language: str) -> Manual:
    """The manual under this word; in Dutch for a language that has none."""
    known = language if language in dict(settings.LANGUAGES) else "nl"
    head, *parts = re.split(r"(?m)^(?=## )", (FOLDER / f"{ROLES[word]}.{known}.md").read_text())
    title, _, lead = head.removeprefix("# ").partition("\n")
    return Manual(word, title, markdown_html(lead), tuple(map(_chapter, parts)))


def all_manuals(language: str) -> list[Manual]:
    """Those of the roles; what is new stands apart."""
    return [manual(word, language) for word in ROLES if word != "nieuw"]


@cache
def places() -> dict[str, tuple[str, str]]:
    """For the name of each address that is explained: which manual, and which chapter."""
    return dict(_places())


def _places() -> Iterator[tuple[str, tuple[str, str]]]:
    for each in all_manuals("nl"):
        for chapter in each.chapters:
            for page in chapter.pages:
                yield page, (each.word, chapter.key)


def _chapter(text: str) -> Chapter:
    found = CHAPTER.match(text)
    if found is None:
        raise ValueError(f"A chapter lacks its key: {text[:80]}")
    body = PICTURE.sub("", text[found.end() :])
    return Chapter(
        key=found["key"],
        title=found["title"],
        pages=tuple(found["pages"].split()),
        text=markdown_html(body),
        pictures=tuple(Picture(each["file"], each["words"]) for each in PICTURE.finditer(text)),
    )
