"""A case: one real call as a file, with what was public and what was assumed.

`load_case` reads the form of fixtures/cases/circulaire-viaducten.json. Keys it does not know are
left alone. A file with faults is refused as a whole, with all of them (`CaseErrors`).
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path
from typing import Any

from calls.instruments import Instrument, instrument_of, instruments
from calls.models import Call
from demo.casefile import FaultReader, parse
from demo.casephases import CasePhase, code_of, read_phases

FIXTURES = Path(__file__).parent / "fixtures" / "cases"
BUDGET_WALKS = ("stop", "skip")
SLUG = re.compile(r"[-a-zA-Z0-9_]+")
LONGEST_REFERENCE, LONGEST_CODE, LONGEST_TITLE, LONGEST_NAME = 40, 30, 160, 100
WEIGHT_DECIMALS = 2
COMPARED = ("offers", "admissible", "awarded", "invited", "delivered", "bought")
UNKNOWN = "sbir"  # by which a case of an unknown instrument is read on, to find its other faults


class CaseErrors(ValueError):
    """The case cannot be used; `faults` holds one readable sentence per fault."""

    def __init__(self, faults: Iterable[str]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(self.faults))


@dataclass(frozen=True)
class Authority:
    """The contracting authority and its kind (ministry, province, ...)."""

    name: str
    kind: str


@dataclass(frozen=True)
class Challenge:
    """The problem, what is wanted and the ambition behind it; empty where not published."""

    problem: str
    wanted: str
    ambition: str


@dataclass(frozen=True)
class Consultation:
    """The market consultation that went before the call."""

    kind: str
    name: str
    year: str
    participants_at_least: int
    themes: tuple[str, ...]


@dataclass(frozen=True)
class CaseCriterion:
    """A criterion with its two names and its weight, a whole part of the sum of the weights."""

    code: str
    nl: str
    en: str
    weight: int


@dataclass(frozen=True)
class Scale:
    """Whole scores from `min` to `max`; below `threshold` on one criterion an offer drops out."""

    min: int
    max: int
    threshold: int


@dataclass(frozen=True)
class CaseSeat:
    """A seat of the committee: its number, the member's profile, from outside or not."""

    seat: int
    profile: str
    independent: bool


@dataclass(frozen=True)
class PublicWinner:
    """What was published about a winner: for the result page only."""

    concept: str
    solution: str
    partners: tuple[str, ...]


@dataclass(frozen=True)
class Case:
    """A checked case. `expected` is for comparing a finished replay and for nothing else.

    Without `criteria` the phases have those of the instrument, with its scale.
    """

    reference: str
    instrument: str
    titles: Mapping[str, str]
    authority: Authority
    agency: str
    co_funder: str
    challenge: Challenge
    consultation: Consultation | None
    criteria: tuple[CaseCriterion, ...]
    scoring_note: str
    scale: Scale
    budget_walk: str
    phases: tuple[CasePhase, ...]
    has_procurement: bool
    committee: tuple[CaseSeat, ...]
    entry_rules: tuple[str, ...]
    winners: tuple[PublicWinner, ...]
    expected: Mapping[str, Mapping[str, int]]
    ends_one_after_stage: int  # of a partnership; 0 where all go on
    texts: Mapping[str, tuple[str, ...]]  # what stands in the marked places, by section
    follow_up: str = ""  # what may follow the prizes, where the instrument asks it

    @property
    def threshold(self) -> int:
        """The lowest score per criterion with which an offer stays in."""
        return self.scale.threshold


def load_case(source: str | Path | Mapping[str, Any]) -> Case:
    """Read and check a case from a path or a parsed document.

    Raises CaseErrors with all faults; a file that cannot be read or parsed is one fault.
    """
    try:
        document = parse(source)
    except (OSError, ValueError) as error:
        raise CaseErrors([f"{source}: this file cannot be read as a case: {error}."]) from error
    if not isinstance(document, Mapping):
        raise CaseErrors([f"{source}: a case is one object with named values."])
    reader = FaultReader()
    case = _read_case(reader, document)
    if reader.faults:
        raise CaseErrors(reader.faults)
    return case


def shipped_case(name: str) -> Case:
    """The case that ships with the product under this name, without the file's suffix."""
    return load_case(FIXTURES / f"{name}.json")


def _read_case(reader: FaultReader, document: Mapping[str, Any]) -> Case:
    assumed = reader.mapping(document, "assumed")
    title = reader.mapping(document, "title")
    authority = reader.mapping(document, "contracting_authority")
    dutch = reader.text(title, "nl", "title", longest=LONGEST_TITLE)
    code = _read_instrument(reader, document)
    known = {each.code for each in instruments()}
    instrument = instrument_of(code if code in known else UNKNOWN)
    phases = read_phases(reader, document, assumed, instrument)
    has_own_criteria = "criteria" in document or _shares_criteria(instrument)
    return Case(
        reference=_read_slug(reader, document, "reference", "", LONGEST_REFERENCE),
        instrument=code,
        titles={"nl": dutch, "en": _plain(title, "en") or dutch},
        authority=Authority(
            reader.text(authority, "name", "contracting_authority"), _plain(authority, "kind")
        ),
        agency=_plain(document, "executing_agency"),
        co_funder=_plain(document, "co_funder"),
        challenge=_read_challenge(document),
        consultation=_read_consultation(document),
        criteria=_read_criteria(reader, document, assumed) if has_own_criteria else (),
        scoring_note=_plain(document, "scoring_note"),
        scale=_read_scale(reader, assumed) if has_own_criteria else _stated_scale(instrument),
        budget_walk=_read_walk(reader, assumed),
        phases=phases,
        has_procurement=any(
            not phase.takes_offers and phase.code in _codes(document) for phase in instrument.phases
        ),
        committee=_read_committee(reader, document),
        entry_rules=_texts(document.get("entry_rules")),
        winners=_read_winners(document),
        expected=_read_expected(reader, document),
        ends_one_after_stage=_read_stage(reader, assumed),
        texts={
            section: _texts(given) for section, given in _optional_block(document, "texts").items()
        },
        follow_up=_read_follow_up(reader, document) if instrument.asks_follow_up else "",
    )


def _read_follow_up(reader: FaultReader, document: Mapping[str, Any]) -> str:
    given = _plain(document, "follow_up")
    if given not in Call.FollowUp.values:
        known = ", ".join(Call.FollowUp.values)
        reader.fault("follow_up", f'"{given}" is not one of: {known}.')
    return given


def _read_stage(reader: FaultReader, assumed: Mapping[str, Any]) -> int:
    if assumed.get("ends_one_after_stage") is None:
        return 0
    return reader.whole(assumed, "ends_one_after_stage", "assumed", least=1) or 0


def _shares_criteria(instrument: Instrument) -> bool:
    """Whether all scored phases have the same criteria, so that a case states them once."""
    return len({phase.criteria for phase in instrument.phases if phase.criteria}) == 1


def _stated_scale(instrument: Instrument) -> Scale:
    """The scale of the instrument's first scored phase, with the lowest of its thresholds."""
    scored = next(phase for phase in instrument.phases if phase.criteria)
    thresholds = [each.threshold for each in scored.criteria if each.threshold is not None]
    return Scale(*scored.scale, min(thresholds, default=scored.scale[0]))


def _read_challenge(document: Mapping[str, Any]) -> Challenge:
    block = _optional_block(document, "challenge")
    return Challenge(_plain(block, "problem"), _plain(block, "wanted"), _plain(block, "ambition"))


def _read_consultation(document: Mapping[str, Any]) -> Consultation | None:
    block = _optional_block(document, "market_consultation")
    if not block:
        return None
    least = block.get("participants_at_least")
    return Consultation(
        kind=_plain(block, "kind"),
        name=_plain(block, "name"),
        year=_plain(block, "from"),
        participants_at_least=least if isinstance(least, int) else 0,
        themes=_texts(block.get("themes")),
    )


def _read_instrument(reader: FaultReader, document: Mapping[str, Any]) -> str:
    code = reader.text(document, "instrument")
    codes = [each.code for each in instruments()]
    if code and code not in codes:
        known = ", ".join(codes)
        reader.fault("instrument", f'"{code}" is not an instrument this portal has: {known}.')
    return code


def _read_slug(
    reader: FaultReader, block: Mapping[str, Any], key: str, at: str, longest: int
) -> str:
    code = reader.text(block, key, at, longest=longest)
    if code and not SLUG.fullmatch(code):
        place = f"{at}.{key}" if at else key
        reader.fault(place, f'"{code}" may hold only letters, digits, hyphens and underscores.')
    return code


def _read_criteria(
    reader: FaultReader, document: Mapping[str, Any], assumed: Mapping[str, Any]
) -> tuple[CaseCriterion, ...]:
    weights = reader.mapping(assumed, "weights", "assumed")
    criteria: list[CaseCriterion] = []
    given: list[Decimal] = []
    for index, block in enumerate(reader.items(document, "criteria")):
        at = f"criteria[{index}]"
        code = _read_slug(reader, block, "code", at, LONGEST_CODE)
        dutch = reader.text(block, "nl", at, longest=LONGEST_NAME)
        if any(code == earlier.code for earlier in criteria):
            reader.fault(f"{at}.code", f'criterion "{code}" is listed twice.')
        elif code:
            given.append(_read_weight(reader, weights, code))
            criteria.append(CaseCriterion(code, dutch, _plain(block, "en") or dutch, 0))
    for code in weights:
        if not any(code == criterion.code for criterion in criteria):
            reader.fault(f"assumed.weights.{code}", f'there is no criterion "{code}".')
    factor = 1 if all(weight == int(weight) for weight in given) else 10**WEIGHT_DECIMALS
    return tuple(
        replace(criterion, weight=int(weight * factor))
        for criterion, weight in zip(criteria, given, strict=True)
    )


def _read_weight(reader: FaultReader, weights: Mapping[str, Any], code: str) -> Decimal:
    """The weight as given; the criteria together are then brought to whole numbers."""
    weight = reader.number(weights, code, "assumed.weights")
    if weight is None:
        return Decimal(0)
    if not 0 < weight <= 100 or weight != round(weight, WEIGHT_DECIMALS):
        reader.fault(
            f"assumed.weights.{code}",
            f"{weight} is not a weight above 0 and up to 100, with two decimals at most.",
        )
        return Decimal(0)
    return weight


def _read_scale(reader: FaultReader, assumed: Mapping[str, Any]) -> Scale:
    at = "assumed.scale"
    block = reader.mapping(assumed, "scale", "assumed")
    if not block:
        return Scale(0, 1, 0)
    low, high = reader.whole(block, "min", at), reader.whole(block, "max", at)
    threshold = reader.whole(block, "threshold_per_criterion", at)
    if low is None or high is None or threshold is None:
        return Scale(0, 1, 0)
    if low >= high:
        reader.fault(at, f"the lowest score {low} is not below the highest score {high}.")
    elif not low <= threshold <= high:
        reader.fault(
            f"{at}.threshold_per_criterion", f"{threshold} is outside the scale {low} to {high}."
        )
    return Scale(low, high, threshold)


def _read_walk(reader: FaultReader, assumed: Mapping[str, Any]) -> str:
    walk = str(assumed.get("budget_walk") or "stop")
    if walk not in BUDGET_WALKS:
        reader.fault("assumed.budget_walk", f'"{walk}" is not one of: {", ".join(BUDGET_WALKS)}.')
    return walk


def _read_committee(reader: FaultReader, document: Mapping[str, Any]) -> tuple[CaseSeat, ...]:
    seats: list[CaseSeat] = []
    for index, block in enumerate(reader.items(document, "committee")):
        at = f"committee[{index}]"
        number = reader.whole(block, "seat", at, least=1)
        profile = reader.text(block, "profile", at)
        if number is None:
            continue
        if any(number == earlier.seat for earlier in seats):
            reader.fault(f"{at}.seat", f"seat {number} is listed twice.")
        seats.append(CaseSeat(number, profile, block.get("independent") is True))
    return tuple(seats)


def _read_winners(document: Mapping[str, Any]) -> tuple[PublicWinner, ...]:
    blocks = document.get("winners")
    if not isinstance(blocks, list):
        return ()
    return tuple(
        PublicWinner(
            _plain(block, "concept"), _plain(block, "solution"), _texts(block.get("partners"))
        )
        for block in blocks
        if isinstance(block, Mapping)
    )


def _read_expected(
    reader: FaultReader, document: Mapping[str, Any]
) -> Mapping[str, Mapping[str, int]]:
    expected: dict[str, dict[str, int]] = {}
    codes = _codes(document)
    for code, block in _optional_block(document, "expected").items():
        at = f"expected.{code}"
        if code not in codes:
            reader.fault(at, f'there is no phase of the kind "{code}".')
        numbers = block if isinstance(block, Mapping) else {}
        known = [name for name in COMPARED if name in numbers]
        expected[code] = {name: reader.whole(numbers, name, at) or 0 for name in known}
    return expected


def _codes(document: Mapping[str, Any]) -> list[str]:
    blocks = document.get("phases")
    entries = blocks if isinstance(blocks, list) else []
    return [code_of(entry) for entry in entries if isinstance(entry, Mapping)]


def _optional_block(document: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    block = document.get(key)
    return block if isinstance(block, Mapping) else {}


def _plain(block: Mapping[str, Any], key: str) -> str:
    value = block.get(key)
    return value.strip() if isinstance(value, str) else ""


def _texts(value: Any) -> tuple[str, ...]:
    entries = value if isinstance(value, list) else []
    return tuple(entry for entry in entries if isinstance(entry, str))
