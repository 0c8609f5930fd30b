"""The text of a call: the standard SBIR template with every marked place filled in for a case."""

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from calls.instruments import instrument_of
from calls.models import Call
from calls.places import fill, places_in
from calls.rights import clause, with_clause
from demo.cases import Case, CasePhase
from demo.writing.bank import content, field_of
from demo.writing.facts import LATER_MONTHS, MONTHS, authority_phrase, capitalised

TEMPLATE = Path(__file__).parents[2] / "calls" / "instruments" / "standard" / "sbir.nl.json"
AMSTERDAM = ZoneInfo("Europe/Amsterdam")
MARK = re.compile(r"\[[^\]]+\]")
TABLE = re.compile(r"(?:^\|.*\n?)+", re.MULTILINE)
MONTH_NAMES = (
    *("januari", "februari", "maart", "april", "mei", "juni"),
    *("juli", "augustus", "september", "oktober", "november", "december"),
)
MEETING_AFTER_OPENING = timedelta(days=14)
QUESTIONS_BEFORE_CLOSING = timedelta(days=14)
ANSWERS_BEFORE_CLOSING = timedelta(days=10)
DECISION_AFTER_CLOSING = timedelta(days=42)
START_AFTER_CLOSING = timedelta(days=90)


@dataclass(frozen=True)
class CallSection:
    """One section of a call; the text is Markdown."""

    code: str
    title: str
    text: str


@dataclass(frozen=True)
class CallText:
    """The summary for lists and the sections in their order, in Dutch."""

    summary: str
    sections: tuple[CallSection, ...]


def call_text(case: Case) -> CallText:
    """The Dutch text of the call; dates follow the phases of the case as they are given."""
    own = content("calls")[field_of(case)]
    if case.texts:
        return CallText(_named(case, case.challenge.problem), tuple(_filled_sections(case)))
    sections = tuple(
        CallSection(block["code"], block["title"]["nl"], _section_text(case, own, block))
        for block in _template()["sections"]
    )
    return CallText(_named(case, own["summary"]), sections)


def information_meeting(case: Case) -> datetime:
    """When the information meeting is that the text promises: at 14:00 in Amsterdam."""
    day = _meeting(case.phases[0]).astimezone(AMSTERDAM)
    return day.replace(hour=14, minute=0, second=0, microsecond=0)


def _filled_sections(case: Case) -> Iterator[CallSection]:
    """The standard of the instrument, with the case's own words in the marked places."""
    standard = instrument_of(case.instrument).sections()
    for block in with_clause(standard, Call.Rights.DEVELOPER, case.authority.name):
        given = dict(enumerate(case.texts.get(block["code"], ())))
        answers = {
            place.number: given.get(place.number, place.asked) for place in places_in(block["text"])
        }
        yield CallSection(block["code"], block["title"], fill(block["text"], answers))


@cache
def _template() -> dict[str, Any]:
    document: dict[str, Any] = json.loads(TEMPLATE.read_text(encoding="utf-8"))
    return document


def _section_text(case: Case, own: dict[str, str], block: dict[str, Any]) -> str:
    code = block["code"]
    if code in ("challenge", "scope", "requirements"):
        return _named(case, own[code])
    text = block["text"]
    if code in _TABLES:
        text = TABLE.sub(lambda _: _TABLES[code](case), text)
    values = iter(_FILLINGS[code](case, own)) if code in _FILLINGS else iter(())
    return MARK.sub(lambda _: next(values), text)


def _named(case: Case, text: str) -> str:
    authority = authority_phrase(case.authority.name)
    return text.format(
        call=f"“{case.titles['nl']}”", authority=authority, Authority=capitalised(authority)
    )


def _budget_table(case: Case) -> str:
    names = content("calls")["phases"]
    rows = [
        f"| {names[phase.kind]} | {_euro(phase.budget_incl_vat)} "
        f"| {_euro(phase.max_per_offer_incl_vat)} | {phase.planned_awards} |"
        for phase in case.phases
    ]
    head = "| Fase | Budget | Maximum per offerte | Aantal opdrachten dat wij verwachten |"
    return "\n".join((head, "| --- | --- | --- | --- |", *rows)) + "\n"


def _criteria_table(case: Case) -> str:
    explained = content("calls")["criteria"]
    total = sum(criterion.weight for criterion in case.criteria)
    rows = [
        f"| {criterion.nl} | {_share(criterion.weight, total)} procent "
        f"| {explained.get(criterion.code, criterion.nl)} |"
        for criterion in case.criteria
    ]
    head = "| Criterium | Weging | Waar de commissie op let |"
    return "\n".join((head, "| --- | --- | --- |", *rows)) + "\n"


def _share(weight: int, total: int) -> str:
    exact = (Decimal(100) * weight / total).quantize(Decimal("0.1"))
    return str(exact).removesuffix(".0").replace(".", ",")


def _fill_summary(case: Case, own: dict[str, str]) -> Iterator[str]:
    first = case.phases[0]
    yield capitalised(authority_phrase(case.authority.name))
    yield _named(case, own["one_line"])
    yield f"{_day(first.opens_at)}, {_clock(first.opens_at)} uur"
    yield f"{_day(_meeting(first))}, 14.00 uur, online"
    yield f"{_day(_workday(first.closes_at - QUESTIONS_BEFORE_CLOSING))}, 12.00 uur"
    yield _day(first.closes_at)
    yield _clock(first.closes_at)
    yield _day(_workday(first.closes_at + DECISION_AFTER_CLOSING))
    yield _day(_workday(first.closes_at + START_AFTER_CLOSING))


def _fill_phases(case: Case, own: dict[str, str]) -> Iterator[str]:
    yield str(MONTHS["feasibility"])
    yield str(LATER_MONTHS)


def _fill_eligibility(case: Case, own: dict[str, str]) -> Iterator[str]:
    yield own["entry_rule"]


def _fill_submission(case: Case, own: dict[str, str]) -> Iterator[str]:
    closes = case.phases[0].closes_at
    yield f"{_day(closes)}, {_clock(closes)}"


def _fill_knockouts(case: Case, own: dict[str, str]) -> Iterator[str]:
    yield own["knockout"].removesuffix(".")
    yield "3"


def _fill_criteria(case: Case, own: dict[str, str]) -> Iterator[str]:
    yield from (str(case.scale.min), str(case.scale.max), str(case.threshold))
    yield max(case.criteria, key=lambda criterion: criterion.weight).nl  # how ties are broken
    yield str(len(case.committee))
    known = content("calls")["profiles"]
    seats = [known.get(seat.profile, seat.profile) for seat in case.committee]
    yield " en ".join(part for part in (", ".join(seats[:-1]), seats[-1]) if part)


def _fill_decision(case: Case, own: dict[str, str]) -> Iterator[str]:
    yield capitalised(authority_phrase(case.authority.name))
    yield content("calls")["walk"][case.budget_walk]
    yield _day(_workday(case.phases[0].closes_at + DECISION_AFTER_CLOSING))
    yield "15"


def _fill_information(case: Case, own: dict[str, str]) -> Iterator[str]:
    first = case.phases[0]
    yield f"{_day(_meeting(first))} om 14.00 uur"
    yield "online"
    yield f"{_day(_workday(first.closes_at - QUESTIONS_BEFORE_CLOSING))}, 12.00 uur,"
    yield _day(_workday(first.closes_at - ANSWERS_BEFORE_CLOSING))


def _fill_rights(case: Case, own: dict[str, str]) -> Iterator[str]:
    yield clause(Call.Rights.DEVELOPER, capitalised(authority_phrase(case.authority.name)))
    yield content("calls")["licence"]
    yield "3"


def _fill_payment(case: Case, own: dict[str, str]) -> Iterator[str]:
    yield from ("40", "30", "30", "20")


_TABLES: dict[str, Callable[[Case], str]] = {
    "budget": _budget_table,
    "criteria": _criteria_table,
}
_FILLINGS: dict[str, Callable[[Case, dict[str, str]], Iterator[str]]] = {
    "summary": _fill_summary,
    "phases": _fill_phases,
    "eligibility": _fill_eligibility,
    "submission": _fill_submission,
    "knockouts": _fill_knockouts,
    "criteria": _fill_criteria,
    "decision": _fill_decision,
    "information": _fill_information,
    "rights": _fill_rights,
    "payment": _fill_payment,
}


def _euro(amount: Decimal) -> str:
    grouped = f"{amount:,.2f}".removesuffix(".00")
    return "€ " + grouped.translate(str.maketrans(",.", ".,"))


def _meeting(phase: CasePhase) -> datetime:
    return _workday(phase.opens_at + MEETING_AFTER_OPENING)


def _workday(moment: datetime) -> datetime:
    """The same time on that day, or on the Monday after a weekend."""
    return moment + timedelta(days=max(0, 7 - moment.weekday()) if moment.weekday() > 4 else 0)


def _day(moment: datetime) -> str:
    local = moment.astimezone(AMSTERDAM)
    return f"{local.day} {MONTH_NAMES[local.month - 1]} {local.year}"


def _clock(moment: datetime) -> str:
    return f"{moment.astimezone(AMSTERDAM):%H.%M}"
