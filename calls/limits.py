"""Who may take part, by age and size, as each round states it (domain.md 2.4).

The applicant declares the figures on the form of the offer; the secretary reads them beside the
limits when judging admissibility. A figure never refuses a sending: a person decides.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext as _

from calls.instruments.definition import Bound, Limit
from calls.models import Phase
from portal.look.wording import AMSTERDAM, day_text, number_text


@dataclass(frozen=True)
class Fact:
    """One limit beside what the applicant declared; `is_met` None where nothing was declared."""

    limit: str
    declared: str
    is_met: bool | None


def limits_of(phase: Phase) -> list[Limit]:
    """The limits of a phase, in the order of its instrument; empty where everybody may come."""
    return [
        Limit(Bound(given["bound"]), given["number"], given["question"]) for given in phase.limits
    ]


def as_data(limits: Iterable[Limit]) -> list[dict[str, Any]]:
    """Limits as the row of a phase keeps them."""
    return [
        {"bound": limit.bound.value, "number": limit.number, "question": limit.question}
        for limit in limits
    ]


def in_words(limit: Limit) -> str:
    """The limit as everybody reads it."""
    texts = {
        Bound.YEARS: _("at most %(number)s years in a trade register on the day of the deadline"),
        Bound.FTE: _("at most %(number)s people, in FTE"),
        Bound.PARENT: _("not spun off from a company with %(number)s people or more"),
    }
    return texts[limit.bound] % {"number": limit.number}


def facts_of(phase: Phase, answers: Mapping[str, Mapping[str, Any]]) -> list[Fact]:
    """Every limit of the phase beside what an offer declares."""
    if phase.closes_at is None:
        return []
    deadline = phase.closes_at.astimezone(AMSTERDAM).date()
    facts = []
    for limit in limits_of(phase):
        section, _slash, question = limit.question.partition("/")
        value = answers.get(section, {}).get(question)
        facts.append(fact_of(limit, value, deadline=deadline))
    return facts


def fact_of(limit: Limit, value: Any, *, deadline: date) -> Fact:
    """One limit beside one declared value, as it is on the day of the deadline."""
    words = in_words(limit)
    if limit.bound == Bound.YEARS:
        return _age(words, limit.number, value, deadline)
    amount = _number(value)
    if limit.bound == Bound.PARENT:
        if amount is None:
            return Fact(words, _("not spun off, as far as is declared"), True)
        return Fact(words, number_text(amount), amount < limit.number)
    if amount is None:
        return Fact(words, _("nothing declared"), None)
    return Fact(words, number_text(amount), amount <= limit.number)


def is_young_enough(registered_on: date, years: int, *, deadline: date) -> bool:
    """Registered at most so many years ago: on the anniversary itself it still is."""
    return deadline <= anniversary(registered_on, years)


def anniversary(day: date, years: int) -> date:
    """The same day so many years later; 29 February becomes 1 March where there is none."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 3, 1)


def _age(words: str, years: int, value: Any, deadline: date) -> Fact:
    try:
        registered_on = date.fromisoformat(str(value or ""))
    except ValueError:
        # A start-up may still have to register: it needs the number from the contract on only.
        return Fact(words, _("in no trade register yet, as far as is declared"), None)
    return Fact(
        words, day_text(registered_on), is_young_enough(registered_on, years, deadline=deadline)
    )


def _number(value: Any) -> Decimal | None:
    try:
        amount = Decimal(str(value))
    except InvalidOperation:
        return None
    return amount if amount.is_finite() else None
