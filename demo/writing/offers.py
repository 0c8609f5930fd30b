"""What an invented company writes: the answers of a form and the feasibility report.

A recipe (demo/content/sections.json) says per question which pools of sentences are drawn from
and how many; sentences keep the order of their pool, so that a text reads on.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from decimal import Decimal
from random import Random
from typing import Any

from demo.cases import Case
from demo.writing.bank import (
    Company,
    Concept,
    Person,
    companies,
    concepts_for,
    content,
    field_of,
)
from demo.writing.facts import FEASIBILITY, facts, offer_rng, partners

# One paragraph is a list of (pool, number of sentences).
Paragraphs = Iterable[Iterable[tuple[str, int]]]
UNKNOWN_QUESTION: Paragraphs = ((("concept:solution", 4),), (("field:fit", 3),))
START_AFTER_CLOSING = timedelta(days=90)
MONTH = timedelta(days=30)


@dataclass(frozen=True)
class OfferPlan:
    """Which company makes which offer; the concept carries the one title it uses."""

    company: Company
    concept: Concept


def plan_offers(rng: Random, case: Case, count: int) -> list[OfferPlan]:
    """`count` different offers: companies of the field first, each title once where possible."""
    field = field_of(case)
    fitting = [entry for entry in companies() if field in entry.fields]
    others = [entry for entry in companies() if field not in entry.fields]
    rng.shuffle(fitting)
    rng.shuffle(others)
    makers = fitting + others
    ideas = _ideas(rng, case, count)
    return [OfferPlan(makers[i % len(makers)], idea) for i, idea in enumerate(ideas)]


def _ideas(rng: Random, case: Case, count: int) -> list[Concept]:
    """Concepts in rounds, so that each is used before one comes back under another title."""
    pool = list(concepts_for(case))
    rounds = max(len(concept.titles) for concept in pool)
    ideas: list[Concept] = []
    lap = 0
    while len(ideas) < count:
        variant, turn = divmod(lap, rounds)
        rng.shuffle(pool)
        for concept in pool:
            title = concept.titles[turn % len(concept.titles)]
            suffix = f" (variant {variant + 1})" if variant else ""
            ideas.append(replace(concept, titles=(f"{title}{suffix}",)))
        lap += 1
    return ideas[:count]


def offer_partners(case: Case, company: Company, concept: Concept) -> tuple[Company, Company]:
    """The two partners that the texts of this offer name, for its partner section."""
    return partners(case, company, concept)


def offer_text(
    rng: Random,
    case: Case,
    company: Company,
    question_code: str,
    concept: Concept,
    *,
    phase_kind: str = FEASIBILITY,
) -> str:
    """The answer to one text question, paragraphs apart by an empty line.

    A question that no recipe knows is answered with the solution itself.
    """
    if question_code == "title":
        return concept.titles[0] if len(concept.titles) == 1 else rng.choice(concept.titles)
    recipes = content("sections")["recipes"]
    own = recipes[FEASIBILITY if phase_kind == FEASIBILITY else "prototype"]
    recipe = own.get(question_code, UNKNOWN_QUESTION)
    return _compose(rng, recipe, case, company, concept, phase_kind)


def feasibility_report(
    rng: Random, case: Case, company: Company, concept: Concept
) -> list[tuple[str, str]]:
    """The report of a feasibility study as (heading, text), in reading order."""
    recipe = content("sections")["recipes"]["report"]
    return [
        (heading, _compose(rng, paragraphs, case, company, concept, "report"))
        for heading, paragraphs in recipe.items()
    ]


def form_answers(
    rng: Random,
    case: Case,
    company: Company,
    concept: Concept,
    *,
    phase_kind: str,
    questions: Iterable[Mapping[str, Any]],
) -> dict[str, Any]:
    """An answer to each question that is always required, but the files, in the kind it asks.

    Text, choice code and ISO date as str, money as a decimal string, number and trl as int,
    declaration as True.
    """
    return {
        question["code"]: _answer(rng, case, company, concept, phase_kind, question)
        for question in questions
        if question["required"] and question["kind"] != "file" and not question.get("condition")
    }


def _answer(
    rng: Random,
    case: Case,
    company: Company,
    concept: Concept,
    phase_kind: str,
    question: Mapping[str, Any],
) -> Any:
    code, kind = question["code"], question["kind"]
    known = facts(case, company, concept, phase_kind)
    if kind == "short_text":
        return offer_text(rng, case, company, "title", concept)
    if kind == "long_text":
        text = offer_text(rng, case, company, code, concept, phase_kind=phase_kind)
        return _shortened(text, question.get("word_limit"))
    if kind == "declaration":
        return True
    if kind == "trl":
        ahead = 0 if phase_kind == FEASIBILITY else 1
        target = 1 + 2 * ahead if "target" in code else 0
        return int(known["trl_now"]) + ahead + target
    if kind == "table":
        return _rows(company, question)
    if kind == "choice":
        return _choice(case, company, concept, question)
    if kind == "number":
        return offer_rng(case, company, concept).randint(70, 95)
    if kind == "money":
        return str(Decimal(offer_rng(case, company, concept).randint(70, 99)) * 10_000)
    return _planned_day(case, phase_kind, int(known["months"]), ends="end" in code)


def _shortened(text: str, word_limit: int | None) -> str:
    """The text without the last sentences that would take it over the limit; never empty."""
    sentences = re.split(r"(?<=[.])(?=\s)", text)
    while word_limit and len(sentences) > 1 and len(" ".join(sentences).split()) > word_limit:
        sentences.pop()
    return "".join(sentences)


def _rows(company: Company, question: Mapping[str, Any]) -> list[dict[str, str]]:
    """A row for each of the two people of the company that we know."""
    return [
        {column["code"]: _cell(column["code"], person) for column in question["columns"]}
        for person in (company.contact, company.colleague)
    ]


def _cell(code: str, person: Person) -> str:
    return person.name if code == "name" else person.role or "ontwerp en techniek"


def _choice(case: Case, company: Company, concept: Concept, question: Mapping[str, Any]) -> str:
    codes = [option["code"] for option in question["choices"]]
    if question["code"] == "ipr_choice":
        return codes[0] if _is_open(case, company, concept) else codes[-1]
    return codes[0]


def _planned_day(case: Case, phase_kind: str, months: int, *, ends: bool) -> str:
    phase = next((entry for entry in case.phases if entry.kind == phase_kind), case.phases[0])
    start = phase.closes_at.date() + START_AFTER_CLOSING
    return (start + months * MONTH if ends else start).isoformat()


def _is_open(case: Case, company: Company, concept: Concept) -> bool:
    """Whether this offer grants an open licence on its result; about two in five do."""
    return Random(f"licence/{company.kvk}/{case.reference}/{concept.code}").random() < 0.4


def _compose(
    rng: Random,
    recipe: Paragraphs,
    case: Case,
    company: Company,
    concept: Concept,
    phase_kind: str,
) -> str:
    known = facts(case, company, concept, phase_kind)
    paragraphs = []
    for blocks in recipe:
        sentences: list[str] = []
        for pool_name, count in blocks:
            pool = _pool(pool_name, case, company, concept)
            kept = sorted(rng.sample(range(len(pool)), min(count, len(pool))))
            sentences.extend(pool[index].format_map(known) for index in kept)
        paragraphs.append(" ".join(sentences))
    return "\n\n".join(paragraphs)


def _pool(name: str, case: Case, company: Company, concept: Concept) -> tuple[str, ...]:
    source, _, key = name.partition(":")
    if source == "concept":
        return concept.texts[key]
    if source == "field":
        return tuple(content(f"fields/{concept.field}")["pools"][key])
    if source == "either":
        key = f"{key}_{'open' if _is_open(case, company, concept) else 'own'}"
    return tuple(content("sections")["pools"][key])
