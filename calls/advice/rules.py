"""The instrument adviser: answers in, an explained suggestion out. Its rules are data.

content/adviser.json holds the questions, the rules and the conditions of each instrument, in Dutch
and English, each rule with its source (Aw 2012, Directive 2014/24/EU, the state-aid framework). A
rule says for which answers it speaks, of which instrument, and with what effect:

- `rules_out`: the instrument may not be used, whatever else speaks for it;
- `for` and `against`: what makes it fit more or less, by its weight;
- `condition`: what must be arranged when it is chosen.

The instrument with the most weight that is not ruled out is suggested. Below LEAST_WEIGHT nothing
is: an honest "none of these" sends the officer to the expertise centre.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

CONTENT = Path(__file__).parent / "content" / "adviser.json"
LEAST_WEIGHT = 2
Answers = Mapping[str, str]  # code of a question -> code of an answer, or an amount as text


@dataclass(frozen=True)
class Finding:
    """What one rule says about one instrument; `text` is {"nl": ..., "en": ...}."""

    rule: str
    effect: str
    weight: int
    text: dict[str, str]
    source: str


@dataclass(frozen=True)
class Verdict:
    """How one instrument fits: `fit` is best, fits, fits_less or ruled_out."""

    instrument: str
    fit: str
    weight: int
    findings: tuple[Finding, ...]


@cache
def book() -> dict[str, Any]:
    """The questions, rules and conditions as they ship."""
    document: dict[str, Any] = json.loads(CONTENT.read_text(encoding="utf-8"))
    return document


def facts_of(answers: Answers) -> dict[str, str]:
    """The answers as the rules read them: amounts become words, by the European threshold."""
    development = Decimal(answers["rd_excl_vat"])
    purchases = Decimal(answers["purchases_excl_vat"])
    threshold = Decimal(book()["thresholds"][answers["tier"]])
    return {
        **answers,
        "rd": "some" if development else "none",
        "purchases": "some" if purchases else "none",
        # The value of a procedure is development and purchases together (domain.md 2.1).
        "total": "above" if development + purchases >= threshold else "below",
        "balance": "mostly_development" if 0 < purchases < development else "in_proportion",
    }


def applies(rule: Mapping[str, Any], facts: Mapping[str, str]) -> bool:
    """Whether every fact that the rule names has one of the values it names."""
    return all(facts[name] in values for name, values in rule["when"].items())


def verdicts_of(answers: Answers) -> list[Verdict]:
    """Every instrument with what speaks for and against it, the best first."""
    facts = facts_of(answers)
    found: dict[str, list[Finding]] = {each["code"]: [] for each in book()["instruments"]}
    for rule in book()["rules"]:
        if applies(rule, facts):
            found[rule["instrument"]].append(
                Finding(rule["code"], rule["effect"], rule["weight"], rule["text"], rule["source"])
            )
    weighed = [(code, _weight(findings), tuple(findings)) for code, findings in found.items()]
    allowed = [(weight, code) for code, weight, findings in weighed if not _ruled_out(findings)]
    # The first of equals: the list of instruments is in order of preference.
    best_weight = max((weight for weight, _code in allowed), default=0)
    best = next((code for weight, code in allowed if weight == best_weight), "")
    if best_weight < LEAST_WEIGHT:
        best = ""
    order = {"best": 0, "fits": 1, "fits_less": 2, "ruled_out": 3}
    verdicts = [
        Verdict(code, _fit(code, best, weight, findings), weight, findings)
        for code, weight, findings in weighed
    ]
    return sorted(verdicts, key=lambda verdict: (order[verdict.fit], -verdict.weight))


def thresholds_hold_on(day: date) -> bool:
    """Whether the European thresholds of the book are those of this day; they change every other
    year."""
    thresholds = book()["thresholds"]
    return bool(thresholds["valid_from"] <= day.isoformat() <= thresholds["valid_until"])


def _weight(findings: list[Finding]) -> int:
    signs = {"for": 1, "against": -1}
    return sum(signs.get(finding.effect, 0) * finding.weight for finding in findings)


def _ruled_out(findings: tuple[Finding, ...]) -> bool:
    return any(finding.effect == "rules_out" for finding in findings)


def _fit(code: str, best: str, weight: int, findings: tuple[Finding, ...]) -> str:
    if _ruled_out(findings):
        return "ruled_out"
    if code == best:
        return "best"
    return "fits" if weight > 0 else "fits_less"
