"""Who takes part in an invented consultation, and what they say."""

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random
from typing import Any

from demo.writing.bank import companies, content


@dataclass(frozen=True)
class Visitor:
    """Somebody invented who takes part; the address ends in .example."""

    name: str
    organisation: str
    kind: str
    email: str

    @property
    def details(self) -> dict[str, str]:
        """What the form asks."""
        return {
            "name": self.name,
            "organisation": self.organisation,
            "kind": self.kind,
            "email": self.email,
        }


def visitors(field: str, count: int) -> list[Visitor]:
    """`count` people: knowledge institutions, authorities and others, and companies for the rest.

    Companies of the field come first. Raises ValueError when the bank has too few.
    """
    book = content("consultation")
    around = [
        *_from_list("knowledge", book["institutions"]),
        *_from_list("authority", book["authorities"]),
        *_from_list("other", book["others"]),
    ]
    fitting = sorted(companies(), key=lambda company: field not in company.fields)
    firms = [
        Visitor(each.contact.name, each.legal_name, "company", each.contact.email)
        for each in fitting
    ]
    shared = len(around) * count // (len(around) + len(firms)) if count < len(around) else None
    found = [*around[:shared], *firms][:count]
    if len(found) < count:
        raise ValueError(f"there are {len(found)} invented participants, {count} are asked")
    return found


def contributions(rng: Random) -> Iterator[dict[str, Any]]:
    """What participants send in: answers by the order of their question, and a few words."""
    book = content("consultation")["viaducts"]
    for answers, text in zip(book["answers"], book["texts"], strict=True):
        yield {"answers": dict(enumerate(answers, start=1)), "text": text}
        order = rng.randint(1, len(answers))
        yield {"answers": {order: answers[order - 1]}, "text": ""}


def _from_list(kind: str, names: list[str]) -> Iterator[Visitor]:
    book = content("consultation")
    for index, organisation in enumerate(names):
        first = book["first_names"][(index * 3 + len(kind)) % len(book["first_names"])]
        last = book["last_names"][(index * 5 + len(kind)) % len(book["last_names"])]
        host = "".join(letter for letter in organisation.lower() if letter.isalpha())
        yield Visitor(f"{first} {last}", organisation, kind, f"{first.lower()}@{host}.example")
