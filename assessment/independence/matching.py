"""Where what somebody declares meets who takes part: pure functions on names and numbers.

A match is a warning. Whether there is a conflict is decided by a person, with a reason.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum

SHORTEST_NAME = 4  # letters: shorter words match by chance
LEGAL_FORMS = {"b", "v", "bv", "nv", "vof", "n", "cv", "stichting"}


class Ground(StrEnum):
    """What matched, the surest first."""

    NUMBER = "number"  # the same KvK number
    MEMBER = "member"  # has an account with the organisation on this portal
    DEPARTMENT = "department"  # the same organisation, and the same faculty or department
    NAME = "name"  # the same organisation by name; the department differs or is not known
    TEXT = "text"  # a name stands in what was written about other interests


@dataclass(frozen=True)
class Said:
    """One employer or other interest as it was declared."""

    organisation: str
    department: str = ""
    kvk: str = ""


@dataclass(frozen=True)
class Party:
    """An applicant, partner or subcontractor of one offer."""

    name: str
    kvk: str = ""
    members: frozenset[int] = field(default=frozenset())  # accounts that belong to it here


def grounds(
    person: int, said: Iterable[Said], text: str, parties: Iterable[Party]
) -> list[tuple[Ground, str]]:
    """Every match of one person with the parties of one offer: the ground and the party's name."""
    said, found = list(said), set()
    for party in parties:
        if person in party.members:
            found.add((Ground.MEMBER, party.name))
        for one in said:
            if ground := _ground(one, party):
                found.add((ground, party.name))
        if matches_any(text, [party.name]) or (party.kvk and party.kvk in re.findall(r"\d+", text)):
            found.add((Ground.TEXT, party.name))
    order = list(Ground)
    return sorted(found, key=lambda each: (order.index(each[0]), each[1]))


def _ground(said: Said, party: Party) -> Ground | None:
    if said.kvk and said.kvk == party.kvk:
        return Ground.NUMBER
    employer, name = plain(said.organisation), plain(party.name)
    if len(employer) < SHORTEST_NAME or not (_holds(name, employer) or _holds(employer, name)):
        return None
    department = plain(said.department)
    is_same = bool(department) and (_holds(name, department))
    return Ground.DEPARTMENT if is_same else Ground.NAME


def _holds(text: str, words: str) -> bool:
    """Whether these words stand in the text, whole."""
    return len(words) >= SHORTEST_NAME and f" {words} " in f" {text} "


def matches_any(text: str, names: Iterable[str]) -> bool:
    """Whether a name, without its legal form, stands in the text as a word of its own."""
    return any(_holds(plain(text), name) for name in map(plain, names) if name)


def plain(text: str) -> str:
    """The words of a name in lower case, without marks and without the legal form."""
    words = re.sub(r"[^\w]+", " ", text.casefold()).split()
    return " ".join(word for word in words if word not in LEGAL_FORMS)
