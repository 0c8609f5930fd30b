"""Calls out of a file, a row per phase: every call that is right, and every row that is not.

A call is taken in whole or not at all: when one of its rows is refused, so are the others.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext as _

from calls.catalogue.models import Mission
from funnel.external.models import Telling
from funnel.external.permissions import OWN_KINDS
from funnel.external.rules import (
    AMOUNTS,
    COUNTS,
    faults_of_call,
    faults_of_phase,
    instrument_names,
    phase_names,
)
from funnel.external.told import Told
from funnel.intake.tables import Refused, rows_of
from portal.accounts.models import Organisation

OF_CALL = (
    "key", "title", "authority", "tier", "instrument", "mission", "year", "opened_on",
    "closed_on", "vat", "source",
)  # fmt: skip
NEEDED = ("key", "title", "authority", "tier", "instrument", "year", "phase")
COLUMNS = (*OF_CALL, "phase", *COUNTS, *AMOUNTS)
LONGEST = {"key": 60, "title": 160, "authority": 200, "source": 1000}
LARGEST_COUNT, LARGEST_AMOUNT = 1_000_000, Decimal(10) ** 10


class Wrong(ValueError):
    """A cell that cannot be taken in: its column, and what to do."""

    def __init__(self, column: str, reason: str) -> None:
        super().__init__(reason)
        self.column = column


@dataclass(frozen=True)
class Found:
    """What a file holds; `new_names` are authorities that the portal does not know yet."""

    calls: list[Told]
    refused: list[Refused]
    new_names: list[str]


@dataclass
class _Group:
    """The rows of one call, in the order of the file."""

    of_call: dict[str, str]
    rows: list[tuple[int, Mapping[str, str]]] = field(default_factory=list)
    phases: list[dict[str, Any]] = field(default_factory=list)
    is_refused: bool = False


def read(text: str, *, today: date) -> Found:
    """Read CSV or JSON text, a row per phase; rows with the same authority and key are one call.

    What is told of the call itself stands in each of its rows, or in the first only. Raises
    funnel.intake.tables.Unreadable.
    """
    refused: list[Refused] = []
    groups: dict[tuple[str, str], _Group] = {}
    last = ("", "")
    for line, row in rows_of(text, COLUMNS, NEEDED):
        name = (row["authority"].lower(), row["key"].lower())
        if not row["authority"] and row["key"].lower() == last[1]:
            name = last  # what was told in the first row is not told again
        last = name
        group = groups.setdefault(name, _Group({column: row[column] for column in OF_CALL}))
        group.rows.append((line, row))
    known = _Known(groups)
    calls = [told for group in groups.values() if (told := _told(group, known, refused, today))]
    names = {told.authority for told in calls if isinstance(told.authority, str)}
    return Found(calls, sorted(refused, key=lambda row: row.line), sorted(names))


class _Known:
    """What the portal knows already, read once per file."""

    def __init__(self, groups: Mapping[tuple[str, str], _Group]) -> None:
        names = {name for name, _key in groups}
        organisations = Organisation.objects.filter(kind__in=OWN_KINDS)
        self.authorities = {
            each.name.lower(): each for each in organisations if each.name.lower() in names
        }
        self.missions = {mission.code: mission for mission in Mission.objects.all()}
        self.instruments, self.phases = instrument_names(), phase_names()


def _told(group: _Group, known: _Known, refused: list[Refused], today: date) -> Told | None:
    values: dict[str, Any] = {}
    for number, (line, row) in enumerate(group.rows):
        try:
            if number == 0:
                values = _call(group.of_call, known, today)
            else:
                _same(row, group.of_call)
            group.phases.append(_phase(row, known, group.phases))
        except Wrong as fault:
            refused.append(Refused(line, _shown(row), str(fault), fault.column))
            group.is_refused = True
    if group.is_refused:
        _refuse_the_rest(group, refused)
        return None
    name = group.of_call["authority"]
    authority = known.authorities.get(name.lower(), name)
    return Told(authority, group.of_call["key"], values, group.phases)


def _refuse_the_rest(group: _Group, refused: list[Refused]) -> None:
    told = {row.line for row in refused}
    wrong = next(line for line, _row in group.rows if line in told)
    for line, row in group.rows:
        if line not in told:
            reason = _("Another row of this call, %(line)s, is left out. Correct that one.")
            refused.append(Refused(line, _shown(row), reason % {"line": wrong}))


def _shown(row: Mapping[str, str]) -> str:
    return ", ".join(value for value in row.values() if value)[:300]


def _same(row: Mapping[str, str], first: Mapping[str, str]) -> None:
    """What is told of the call again must be the same."""
    for column in OF_CALL:
        if row[column] and row[column].lower() != first[column].lower():
            raise Wrong(column, _("The first row of this call says “%(text)s”. Write the same.")
                        % {"text": first[column]})  # fmt: skip


def _call(row: Mapping[str, str], known: _Known, today: date) -> dict[str, Any]:
    for column in ("key", "title", "authority"):
        if not row[column]:
            raise Wrong(column, _("Fill this in."))
    for column, most in LONGEST.items():
        if len(row[column]) > most:
            raise Wrong(column, _("At most %(most)s characters.") % {"most": most})
    values = {
        "title": row["title"],
        "tier": _one_of("tier", row["tier"], Telling.Tier.values),
        "instrument": _one_of("instrument", row["instrument"], known.instruments),
        "mission": _mission(row["mission"], known),
        "year": _count("year", row["year"]),
        "opened_on": _day("opened_on", row["opened_on"]),
        "closed_on": _day("closed_on", row["closed_on"]),
        "vat": _one_of("vat", row["vat"] or Telling.Vat.UNKNOWN.value, Telling.Vat.values),
        "source": row["source"],
    }
    if values["year"] is None:
        raise Wrong("year", _("Fill this in."))
    for column, reason in faults_of_call(values, today).items():
        raise Wrong(column, reason)
    return values


def _phase(row: Mapping[str, str], known: _Known, before: list[dict[str, Any]]) -> dict[str, Any]:
    kind = _one_of("phase", row["phase"], known.phases)
    if any(phase["kind"] == kind for phase in before):
        raise Wrong("phase", _("This phase of the call stands in the file already."))
    values: dict[str, Any] = {"kind": kind}
    values |= {name: _count(name, row[name]) for name in COUNTS}
    values |= {name: _amount(name, row[name]) for name in AMOUNTS}
    for column, reason in faults_of_phase(values).items():
        raise Wrong(column, reason)
    return values


def _one_of(column: str, text: str, words: Any) -> str:
    if text not in words:
        raise Wrong(column, _("Write one of: %(words)s.") % {"words": ", ".join(words)})
    return text


def _mission(text: str, known: _Known) -> Mission | None:
    if text and text not in known.missions:
        raise Wrong("mission", _("Write the code of a mission, or leave it empty."))
    return known.missions.get(text)


def _count(column: str, text: str) -> int | None:
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and len(text) <= 7 and int(text) <= LARGEST_COUNT):
        raise Wrong(column, _("Write a whole number, or leave it empty."))
    return int(text)


def _amount(column: str, text: str) -> Decimal | None:
    if not text:
        return None
    try:
        amount = Decimal(text)
    except InvalidOperation:
        amount = Decimal("NaN")
    if not amount.is_finite() or not 0 <= amount < LARGEST_AMOUNT:
        raise Wrong(column, _("Write an amount in euro such as 1050000 or 1050000.50."))
    if amount != amount.quantize(Decimal("0.01")):
        raise Wrong(column, _("An amount has at most two decimals."))
    return amount.quantize(Decimal("0.01"))


def _day(column: str, text: str) -> date | None:
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Wrong(column, _("Write a day such as 2014-03-31.")) from None
