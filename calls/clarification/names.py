"""Names in a text that tell who wrote it: of companies, of people, and numbers (REQ-19).

The check knows all companies and people of companies on the portal and looks for each of them in
every text. So what it finds says that somebody is named, never who asked.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from portal.accounts.models import Membership, Organisation, User

# What companies write behind their name, read word by word after dots are taken as spaces.
LEGAL_FORMS = {
    "b",
    "v",
    "n",
    "bv",
    "nv",
    "vof",
    "cv",
    "bvba",
    "ua",
    "gmbh",
    "ltd",
    "inc",
    "holding",
}
# Addresses that many share: naming one says nothing of a company.
SHARED_DOMAINS = {
    "gmail.com", "outlook.com", "hotmail.com", "hotmail.nl", "live.nl", "icloud.com", "ziggo.nl",
    "kpnmail.nl", "xs4all.nl", "planet.nl", "home.nl", "yahoo.com", "proton.me",
}  # fmt: skip
SHORTEST_NAME = 3
SHORTEST_SURNAME = 4

_WORD = re.compile(r"\w+")
_MAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_PHONE = re.compile(r"(?<!\d)(?:\+31|0031|0)[\s-]?(?:\d[\s-]?){7,8}\d(?!\d)")
_EIGHT_DIGITS = re.compile(r"(?<!\d)\d(?:[ .]?\d){7}(?!\d)")
Name = tuple[str, ...]


@dataclass(frozen=True, order=True)
class Mark:
    """A piece of a text, from `start` up to `end`, that names somebody."""

    start: int
    end: int


@dataclass(frozen=True)
class _Word:
    plain: str
    start: int
    end: int


@dataclass(frozen=True)
class Known:
    """Everybody whose name tells something, read once for any number of texts (two queries)."""

    names: dict[str, list[Name]]  # by their first word
    numbers: frozenset[str]

    def marks_in(self, text: str) -> list[Mark]:
        """Every piece of `text` that names a company, one of its people, an address or a number."""
        words = [_Word(_plain(part.group()), *part.span()) for part in _WORD.finditer(text)]
        found = [
            *_named(words, self.names),
            *(Mark(*part.span()) for part in _MAIL.finditer(text)),
            *(Mark(*part.span()) for part in _PHONE.finditer(text)),
            *(
                Mark(*part.span())
                for part in _EIGHT_DIGITS.finditer(text)
                if re.sub(r"\D", "", part.group()) in self.numbers
            ),
        ]
        return _joined(found)

    def words_in(self, *texts: str) -> list[str]:
        """The pieces that name somebody, each once, in the order of the texts."""
        found = (words_of(text, self.marks_in(text)) for text in texts)
        return list(dict.fromkeys(word for words in found for word in words))


def known(*, own: User | None = None) -> Known:
    """Companies, their people, the domains of their mail and their KvK numbers.

    With `own`, the writer's surname alone counts too: that is said to the writer only.
    """
    companies = Organisation.objects.applicants().values_list("name", "kvk")
    names: set[Name] = set()
    numbers: set[str] = set()
    for stored, kvk in companies:
        name = _company(stored)
        if len("".join(name)) >= SHORTEST_NAME:
            names.add(name)
        numbers.add(kvk)
    names |= set(_people(own))
    by_first: dict[str, list[Name]] = defaultdict(list)
    for name in names - {()}:
        by_first[name[0]].append(name)
    return Known(dict(by_first), frozenset(numbers - {""}))


def words_of(text: str, marks: Iterable[Mark]) -> list[str]:
    """The marked pieces themselves, each once, in the order of the text."""
    return list(dict.fromkeys(text[mark.start : mark.end] for mark in marks))


def marked(text: str, marks: Iterable[Mark]) -> SafeString:
    """The text as HTML with every mark in a <mark> element."""
    pieces: list[tuple[str, str]] = []
    at = 0
    for mark in marks:
        pieces.append((text[at : mark.start], text[mark.start : mark.end]))
        at = mark.end
    return format_html(
        "{}{}", format_html_join("", "{}<mark>{}</mark>", pieces), text[at:]
    )  # fmt: skip


def _named(words: list[_Word], names: dict[str, list[Name]]) -> Iterator[Mark]:
    for at, word in enumerate(words):
        # "Kringbouws voorstel": a Dutch genitive is the name as well.
        for first in {word.plain, word.plain.removesuffix("s")}:
            for name in names.get(first, ()):
                last = at + len(name) - 1
                if last < len(words) and all(
                    _is_same(words[at + step].plain, part) for step, part in enumerate(name)
                ):
                    yield Mark(word.start, words[last].end)


def _is_same(word: str, part: str) -> bool:
    return word in (part, f"{part}s")


def _people(own: User | None) -> Iterator[Name]:
    """People of companies by their whole name, and the domains of their mail."""
    people = Membership.objects.filter(
        organisation__kind__in=Organisation.APPLICANTS, user__is_active=True
    )
    for person, mail in people.values_list("user__name", "user__email").distinct():
        domain = mail.rpartition("@")[2].lower()
        if domain not in SHARED_DOMAINS:
            yield _parts(domain)
        if len(parts := _parts(person)) > 1:
            yield parts
    if own is not None and (parts := _parts(own.name)) and len(parts[-1]) >= SHORTEST_SURNAME:
        yield parts[-1:]


def _company(name: str) -> Name:
    parts = _parts(name)
    while len(parts) > 1 and parts[-1] in LEGAL_FORMS:
        parts = parts[:-1]
    return parts


def _parts(text: str) -> Name:
    return tuple(_plain(part) for part in _WORD.findall(text))


def _plain(word: str) -> str:
    """Without accents and capitals: Café and CAFE are one word."""
    split = unicodedata.normalize("NFKD", word)
    return "".join(letter for letter in split if not unicodedata.combining(letter)).casefold()


def _joined(marks: Iterable[Mark]) -> list[Mark]:
    """Marks that touch or overlap become one."""
    joined: list[Mark] = []
    for mark in sorted(marks):
        if joined and mark.start <= joined[-1].end:
            joined[-1] = Mark(joined[-1].start, max(joined[-1].end, mark.end))
        else:
            joined.append(mark)
    return joined
