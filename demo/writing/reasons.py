"""What the committee writes: a member's reason, the consensus and the opening of the advice."""

from collections.abc import Sequence
from decimal import Decimal
from random import Random

from demo.cases import Case, CaseCriterion, Scale
from demo.writing.bank import Concept, content
from demo.writing.facts import FEASIBILITY, authority_phrase

USUAL_SCALE = Scale(1, 10, 5)
# The band a score falls in, by its place on a scale of 1 to 10.
BANDS = ((Decimal(9), "excellent"), (Decimal(7), "good"), (Decimal(5), "adequate"))
APART = 3  # points between the lowest and the highest score that ask for an explanation
ENOUGH_WORDS = 26
OWN_POINT = 0.4  # how often a reason names what only this concept has
_VOICES = (
    ("lawyer", "law"),
    ("legal", "law"),
    ("professor", "science"),
    ("research", "science"),
    ("technical", "technical"),
    ("engineer", "technical"),
    ("programme manager", "client"),
    ("policy", "client"),
    ("transition", "market"),
    ("sector", "market"),
    ("invest", "market"),
    # The same in Dutch, as it stands with a seat.
    ("jurist", "law"),
    ("hoogleraar", "science"),
    ("technisch", "technical"),
    ("programmamanager", "client"),
    ("beleid", "client"),
    ("transitie", "market"),
)

Score = int | Decimal


def band(score: Score, scale: Scale = USUAL_SCALE) -> str:
    """poor, adequate, good or excellent: 1-4, 5-6, 7-8 and 9-10 on the usual scale."""
    place = 1 + Decimal(9) * (Decimal(score) - scale.min) / (scale.max - scale.min)
    return next((name for least, name in BANDS if place >= least), "poor")


def committee_reason(
    rng: Random,
    criterion: CaseCriterion,
    score: Score,
    concept: Concept,
    member_profile: str,
    *,
    phase_kind: str = FEASIBILITY,
    scale: Scale = USUAL_SCALE,
) -> str:
    """One member's reason for one score, 25 to 60 words.

    First the verdict, then what it rests on, then what somebody of this profile looks at.
    """
    bank = content("reasons")
    name = band(score, scale)
    key = _key(criterion)
    level = _level(name)
    verdict = rng.choice(bank["verdicts"][key][name]).format(criterion=criterion.nl)
    reason = f"{verdict} {_point(rng, key, level, concept, phase_kind)}"
    lenses = bank["lenses"][_voice(member_profile)][key][level]
    for lens in rng.sample(lenses, len(lenses)):
        reason = f"{reason} {lens}"
        if len(reason.split()) >= ENOUGH_WORDS:
            break
    return reason


def consensus_motivation(
    rng: Random,
    criterion: CaseCriterion,
    score: Score,
    concept: Concept,
    *,
    scores: Sequence[Score] = (),
    phase_kind: str = FEASIBILITY,
    scale: Scale = USUAL_SCALE,
) -> str:
    """The committee's motivation for the score it agreed on; `scores` are the members' own."""
    bank = content("reasons")
    name = band(score, scale)
    sentences = [rng.choice(bank["consensus"][name])]
    sentences.append(_point(rng, _key(criterion), _level(name), concept, phase_kind))
    if len(scores) > 1:
        steps = APART * Decimal(scale.max - scale.min) / 9
        spread = "apart" if max(scores) - min(scores) >= steps else "close"
        sentences.append(rng.choice(bank["agreement"][spread]))
    return " ".join(sentences)


def advice_intro(
    rng: Random, case: Case, *, offers: int, admissible: int, above_threshold: int
) -> str:
    """The opening of the committee's advice; the numbers come from the ranking."""
    bank = content("reasons")["advice"]
    names = {
        "call": f"“{case.titles['nl']}”",
        "authority": authority_phrase(case.authority.name),
    }
    counted = (
        f"Ontvangen offertes: {offers}. Daarvan in behandeling genomen: {admissible}. "
        f"Op elk criterium op of boven de drempel van {case.threshold}: {above_threshold}."
    )
    first = f"{rng.choice(bank['opening']).format_map(names)} {' '.join(bank['method'])}"
    last = f"{rng.choice(bank['general'])} {rng.choice(bank['advice'])}"
    return "\n\n".join((first, counted, last))


def _key(criterion: CaseCriterion) -> str:
    return criterion.code if criterion.code in content("reasons")["verdicts"] else "other"


def _voice(profile: str) -> str:
    words = profile.lower()
    return next((voice for word, voice in _VOICES if word in words), "general")


def _level(name: str) -> str:
    return "high" if name in ("good", "excellent") else "low"


def _point(rng: Random, key: str, level: str, concept: Concept, phase_kind: str) -> str:
    """What the score rests on: what only this concept has, or how the offer deals with it.

    Members of one committee read the same offer, so that they must not all say the same. Before
    anything has been tested, praise for feasibility can only rest on the plan.
    """
    bank = content("reasons")
    if key not in bank["points"]:
        return str(rng.choice(bank["other_points"]["strong" if level == "high" else "weak"]))
    planned = (key, level, phase_kind) == ("feasibility", "high", FEASIBILITY)
    pool = bank["points"]["planned"] if planned else bank["points"][key][level]
    if not planned and rng.random() < OWN_POINT:
        return (concept.strong if level == "high" else concept.weak)[key]
    return str(rng.choice(pool)).format(concept=concept.phrase)
