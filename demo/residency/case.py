"""The case file of a round: checked as a whole, with all its faults at once."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from calls.procedures import PROCEDURES
from demo.casefile import FaultReader, parse
from demo.cases import CaseErrors

INSTRUMENT = "startup_in_residence"


@dataclass(frozen=True)
class Challenge:
    """One challenge: who asks, by which procedure, with what budget (euro including VAT)."""

    code: str
    title: str
    authority: str
    procedure: str
    budget_incl_vat: Decimal
    problem: str


@dataclass(frozen=True)
class Entry:
    """One proposal; `level` between 0 and 1 is what members' scores are drawn around."""

    challenge: str
    title: str
    level: Decimal
    pages: int
    price_incl_vat: Decimal


@dataclass(frozen=True)
class Startup:
    """An invented company; without `kvk` it is not in the trade register yet."""

    name: str
    city: str
    kvk: str
    registered_on: str
    fte: int
    parent_people: int | None
    signatory: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True)
class Member:
    """A seat of the committee; without `challenge` it judges all."""

    name: str
    profile: str
    challenge: str
    works_for_authority: bool


@dataclass(frozen=True)
class Round:
    """A checked case. `expected` is for comparing a finished replay and for nothing else."""

    document: Mapping[str, Any]
    reference: str
    challenges: tuple[Challenge, ...]
    companies: tuple[Startup, ...]
    committee: tuple[Member, ...]
    expected: Mapping[str, Any]

    def moment(self, *place: str) -> datetime:
        """One of the case's moments, such as ("pitch", "closes")."""
        value: Any = self.document["moments"]
        for key in place:
            value = value[key]
        return datetime.fromisoformat(value)


def is_round_file(path: str) -> bool:
    """Whether a file is a case of this instrument; one that cannot be read is not."""
    try:
        document = parse(path)
    except (OSError, ValueError):
        return False
    return isinstance(document, Mapping) and document.get("instrument") == INSTRUMENT


def load_round(source: str | Path | Mapping[str, Any]) -> Round:
    """Read and check a case. Raises CaseErrors with every fault."""
    document = parse(source)
    reader = FaultReader()
    challenges = _challenges(reader, document)
    codes = {challenge.code for challenge in challenges}
    found = Round(
        document=document,
        reference=reader.text(document, "reference", longest=40),
        challenges=challenges,
        companies=_companies(reader, document, codes),
        committee=_committee(reader, document, codes),
        expected=document.get("expected") or {},
    )
    _check_moments(reader, document)
    if reader.faults:
        raise CaseErrors(reader.faults)
    return found


def _challenges(reader: FaultReader, document: Mapping[str, Any]) -> tuple[Challenge, ...]:
    found = []
    for index, block in enumerate(reader.items(document, "challenges")):
        at = f"challenges[{index}]"
        procedure = reader.text(block, "procedure", at)
        if procedure and procedure not in PROCEDURES:
            known = ", ".join(PROCEDURES)
            reader.fault(f"{at}.procedure", f'"{procedure}" is not one of: {known}.')
        found.append(
            Challenge(
                code=reader.text(block, "code", at, longest=10),
                title=reader.text(block, "title", at, longest=160),
                authority=reader.text(block, "authority", at, longest=200),
                procedure=procedure,
                budget_incl_vat=reader.money(block, "budget_incl_vat_eur", at) or Decimal(0),
                problem=reader.text(block, "problem", at),
            )
        )
    return tuple(found)


def _companies(
    reader: FaultReader, document: Mapping[str, Any], codes: set[str]
) -> tuple[Startup, ...]:
    return tuple(
        Startup(
            name=reader.text(block, "name", at, longest=200),
            city=reader.text(block, "city", at, longest=100),
            kvk=str(block.get("kvk") or ""),
            registered_on=str(block.get("registered_on") or ""),
            fte=reader.whole(block, "fte", at) or 0,
            parent_people=block.get("parent_people"),
            signatory=reader.text(block, "signatory", at, longest=200),
            entries=_entries(reader, block, at, codes),
        )
        for index, block in enumerate(reader.items(document, "companies"))
        if (at := f"companies[{index}]")
    )


def _entries(
    reader: FaultReader, company: Mapping[str, Any], at: str, codes: set[str]
) -> tuple[Entry, ...]:
    found: list[Entry] = []
    for index, block in enumerate(reader.items(company, "offers", at)):
        place = f"{at}.offers[{index}]"
        challenge = reader.text(block, "challenge", place)
        if challenge not in codes:
            reader.fault(f"{place}.challenge", f'there is no challenge "{challenge}".')
        if challenge in {entry.challenge for entry in found}:
            reader.fault(f"{place}.challenge", "a company sends one proposal for each challenge.")
        level = reader.number(block, "level", place) or Decimal(0)
        if not 0 <= level <= 1:
            reader.fault(f"{place}.level", f"{level} does not lie between 0 and 1.")
        found.append(
            Entry(
                challenge=challenge,
                title=reader.text(block, "title", place, longest=160),
                level=level,
                pages=reader.whole(block, "pages", place, least=1) or 1,
                price_incl_vat=reader.money(block, "price_incl_vat_eur", place) or Decimal(0),
            )
        )
    return tuple(found)


def _committee(
    reader: FaultReader, document: Mapping[str, Any], codes: set[str]
) -> tuple[Member, ...]:
    found = []
    for index, block in enumerate(reader.items(document, "committee")):
        at = f"committee[{index}]"
        challenge = str(block.get("challenge") or "")
        if challenge and challenge not in codes:
            reader.fault(f"{at}.challenge", f'there is no challenge "{challenge}".')
        found.append(
            Member(
                name=reader.text(block, "name", at, longest=200),
                profile=reader.text(block, "profile", at, longest=160),
                challenge=challenge,
                works_for_authority=block.get("works_for_authority") is True,
            )
        )
    if found and found[0].challenge:
        reader.fault("committee[0].challenge", "the first is the chair, who judges all challenges.")
    return tuple(found)


def _check_moments(reader: FaultReader, document: Mapping[str, Any]) -> None:
    """All moments are there, and in one order."""
    block = reader.mapping(document, "moments")
    rounds = [reader.mapping(block, code, "moments") for code in ("application", "pitch")]
    read = [reader.instant(block, key, "moments") for key in ("drafted", "published")]
    for code, keys, own in (
        ("application", ("opens", "closes", "told"), rounds[0]),
        ("pitch", ("opens", "closes", "pitches", "told"), rounds[1]),
    ):
        read += [reader.instant(own, key, f"moments.{code}") for key in keys]
    read += [reader.instant(block, key, "moments") for key in ("signed", "delivered", "bought")]
    known = [moment for moment in read if moment is not None]
    if known != sorted(known):
        reader.fault("moments", "these are not in the order in which a round goes.")
