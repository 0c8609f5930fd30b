"""The bank of invented companies, people and concepts, read once from demo/content."""

import json
import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import product
from pathlib import Path
from typing import Any

from demo.cases import Case

CONTENT = Path(__file__).parent.parent / "content"
FIELDS = ("viaducts", "food", "sports")
FALLBACK_FIELD = "general"


@dataclass(frozen=True)
class Person:
    """Somebody who does not exist; the address ends in .example."""

    first: str
    last: str
    email: str
    code: str = ""
    role: str = ""
    organisation: str = ""
    profile: str = ""
    independent: bool = True

    @property
    def name(self) -> str:
        """First and last name."""
        return f"{self.first} {self.last}"


@dataclass(frozen=True)
class Company:
    """An invented company or knowledge institution; `kvk` stands in no register."""

    name: str
    legal_form: str
    city: str
    country: str
    kvk: str
    size: str
    fields: tuple[str, ...]
    contact: Person
    colleague: Person

    @property
    def slug(self) -> str:
        """The name in plain letters and hyphens."""
        return _slug(self.name)

    @property
    def legal_name(self) -> str:
        """The name with its legal form."""
        return f"{self.name} {self.legal_form}".strip()


@dataclass(frozen=True)
class Concept:
    """An idea for an offer: `phrase` is its noun with the article, `texts` its sentences."""

    code: str
    field: str
    phrase: str
    titles: tuple[str, ...]
    texts: Mapping[str, tuple[str, ...]]
    strong: Mapping[str, str]
    weak: Mapping[str, str]


@cache
def content(name: str) -> dict[str, Any]:
    """The document demo/content/<name>.json."""
    document: dict[str, Any] = json.loads((CONTENT / f"{name}.json").read_text(encoding="utf-8"))
    return document


def field_of(case: Case) -> str:
    """The field of knowledge a case is about, by the words in its title and challenge."""
    words = " ".join((*case.titles.values(), case.challenge.wanted)).lower()
    for field in FIELDS:
        if any(word in words for word in content(f"fields/{field}")["words"]):
            return field
    return FALLBACK_FIELD


@cache
def concepts(field: str) -> tuple[Concept, ...]:
    """All concepts of a field."""
    return tuple(_concept(field, block) for block in content(f"fields/{field}")["concepts"])


def concepts_for(case: Case) -> tuple[Concept, ...]:
    """The concepts that an offer in this case can be about."""
    return concepts(field_of(case))


@cache
def companies() -> tuple[Company, ...]:
    """All invented companies, in a fixed order."""
    return tuple(_company(block) for block in content("companies")["companies"])


@cache
def institutions() -> tuple[Company, ...]:
    """The invented knowledge institutions, which join an offer as a partner."""
    return tuple(_company(block) for block in content("companies")["institutions"])


@cache
def people() -> tuple[Person, ...]:
    """The invented officers, analysts and committee members."""
    return tuple(_person(block) for block in content("people")["people"])


def person(code: str) -> Person:
    """The invented person with this code; raises KeyError when there is none."""
    return {entry.code: entry for entry in people()}[code]


def committee_for(case: Case) -> dict[int, Person]:
    """An invented member for each seat of the case: somebody of that profile where there is one."""
    pool = [entry for entry in people() if entry.role == "member"]
    spare = _spare_members()
    chosen: dict[int, Person] = {}
    for seat in case.committee:
        fitting = next((entry for entry in pool if entry.profile == seat.profile), None)
        member = fitting or next(spare)
        if fitting:
            pool.remove(fitting)
        chosen[seat.seat] = Person(
            member.first,
            member.last,
            member.email,
            member.code or f"seat{seat.seat}",
            "member",
            case.authority.name if not seat.independent else "",
            seat.profile,
            seat.independent,
        )
    return chosen


def _spare_members() -> Iterator[Person]:
    names = content("people")["spare_names"]
    firsts, lasts = names["first"], names["last"]
    paired = list(zip(firsts, lasts, strict=True))
    crossed = [pair for pair in product(firsts, lasts) if pair not in paired]
    for first, last in (*paired, *crossed):
        yield Person(first, last, f"{_slug(f'{first} {last}')}@commissie.example")


def _concept(field: str, block: Mapping[str, Any]) -> Concept:
    texts = {key: tuple(value) for key, value in block.items() if isinstance(value, list)}
    return Concept(
        code=block["code"],
        field=field,
        phrase=block["phrase"],
        titles=texts.pop("titles"),
        texts=texts,
        strong=block["strong"],
        weak=block["weak"],
    )


def _company(block: Mapping[str, Any]) -> Company:
    host = f"{_slug(block['name'])}.example"
    return Company(
        name=block["name"],
        legal_form=block.get("legal_form", ""),
        city=block["city"],
        country=block["country"],
        kvk=block.get("kvk", ""),
        size=block["size"],
        fields=tuple(block.get("fields", ())),
        contact=_at(host, block.get("contact")),
        colleague=_at(host, block.get("colleague")),
    )


def _at(host: str, block: Mapping[str, str] | None) -> Person:
    if not block:
        return Person("", "", f"info@{host}")
    local = _slug(f"{block['first']} {block['last']}").replace("-", ".")
    return Person(block["first"], block["last"], f"{local}@{host}")


def _person(block: Mapping[str, Any]) -> Person:
    names = ("first", "last", "email", "code", "role", "organisation", "profile", "independent")
    return Person(**{name: block[name] for name in names if name in block})


def _slug(text: str) -> str:
    plain = text.replace("ı", "i").replace("ø", "o")
    letters = unicodedata.normalize("NFKD", plain).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", letters.lower()).strip("-")
