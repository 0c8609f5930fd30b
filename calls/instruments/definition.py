"""What an instrument states about its calls: rules as data, asked by code and never by name.

Adding an instrument means adding one module to this package, and its tests. No other code compares
the code of an instrument: it asks what the instrument, or the row of a phase, states.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from django.utils.functional import Promise

Text = str | Promise  # translatable


class Entry(StrEnum):
    """Who may take part in a phase."""

    OPEN = "open"
    INVITED = "invited"  # asked in by an officer, or after what they delivered
    SELECTED = "selected"  # chosen in the phase before


class Outcome(StrEnum):
    """What an award in a phase is."""

    CONTRACT = "contract"
    SELECTION = "selection"  # a place in the next phase, and nothing else
    PLACE = "place"  # a place in a programme
    PRIZE = "prize"
    NONE = "none"


class Judge(StrEnum):
    """Who says which offers go on."""

    COMMITTEE = "committee"
    JURY = "jury"  # autonomous: scores as a committee does, and signs its own report
    OFFICERS = "officers"  # nobody scores: admissible offers go on


class Origin(StrEnum):
    """From which day a legal period is counted; that day itself does not count."""

    NOTICE_SENT = "notice_sent"
    DECISION_RELEASED = "decision_released"
    PUBLISHED = "published"


class Buying(StrEnum):
    """On what ground an authority buys what came out of a call."""

    PROCUREMENT = "procurement"  # a procurement of its own, named by its reference
    AGREED = "agreed"  # without one, within the performance and the maximum of the contract
    NONE = "none"


class Bound(StrEnum):
    """What a limit on applicants is about."""

    YEARS = "years"  # since the company was registered, at most
    FTE = "fte"  # people who work there, at most
    PARENT = "parent"  # people at the company it was spun off from: fewer than this


@dataclass(frozen=True)
class Limit:
    """A limit on who may take part; `question` ("section/question") is where it is declared."""

    bound: Bound
    number: int
    question: str


@dataclass(frozen=True)
class Criterion:
    """A criterion that officers start from; `is_price` scores what an offer costs."""

    code: str
    name: str
    name_en: str
    weight: int
    threshold: int | None = None
    guidance: str = ""
    is_price: bool = False


@dataclass(frozen=True)
class Period:
    """A period that the law sets, in calendar days (Regulation 1182/71), and where it is set.

    `phase` is the code of the phase that may not close before the period has ended, if any.
    """

    code: str
    name: Text
    days: int
    counted_from: Origin
    source: str
    phase: str = ""


@dataclass(frozen=True)
class Part:
    """One deliverable of a contract: its title (a msgid), percent of the price, when it is due.

    `stage` numbers the stage of research and development it belongs to, from 1; `target` (a msgid)
    is the intermediate target of that stage.
    """

    title: str
    percent: int
    due_at_part: float  # of the duration of the contract
    stage: int = 1
    target: str = ""


@dataclass(frozen=True)
class ContractPlan:
    """The parts of a contract and its duration in days; the percents add up to 100."""

    days: int
    parts: tuple[Part, ...]


@dataclass(frozen=True)
class Agreed:
    """Which answers of an offer become the terms of buying later: "section/question" each."""

    performance: str
    maximum_excl_vat: str


@dataclass(frozen=True)
class PhaseKind:
    """A phase of the instrument. `code` is unique within a call and defaults to the kind.

    `title` tells phases of the same kind apart, in Dutch and English; without one the name of
    the kind does. The facts are copied to the row of the phase, and frozen there at publication.
    """

    kind: str
    name: Text
    entry: Entry = Entry.INVITED
    code: str = ""
    title: str = ""
    title_en: str = ""
    takes_offers: bool = True
    outcome: Outcome = Outcome.CONTRACT
    judged_by: Judge = Judge.COMMITTEE
    is_negotiated: bool = False
    is_anonymous: bool = False
    has_pitch: bool = False
    asks_price: bool = True  # an offer states what it costs
    needs_money: bool = True  # an award draws on a budget
    may_be_bought: bool = False  # an authority may buy what was delivered here
    may_reduce: bool = False  # the call may announce that fewer go on (successive reduction)
    least_invited: int = 0  # at least so many are asked into the next phase, where that many fit
    standstill_days: int = 0
    least_rd_share: int = 0  # percent of the price
    limits: tuple[Limit, ...] = ()  # where officers start from: a round may change the numbers
    one_offer_each: bool = False  # an applicant sends one offer in each theme
    one_award_each: bool = False  # an applicant wins in one theme at most
    carried_percent: int = 0  # of the score, carried over from the phase before
    pitch_minutes: int = 0
    question_minutes: int = 0
    decision_days: int = 56  # from the deadline to the result, unless the call plans otherwise
    criteria: tuple[Criterion, ...] = ()
    scale: tuple[int, int] = (1, 10)
    contract: ContractPlan | None = None
    agreed: Agreed | None = None
    letters: str = "contract"  # the folder of templates/pdf/letters with this phase's letters

    def __post_init__(self) -> None:
        object.__setattr__(self, "code", self.code or self.kind)


@dataclass(frozen=True)
class Condition:
    """A ground, announced beforehand, on which a partnership may end after a stage."""

    code: str
    text: str
    text_en: str


@dataclass(frozen=True)
class Instrument:
    """One instrument: rules that hold for all its calls, and defaults that officers may change."""

    code: str
    name: Text
    summary: Text  # one sentence for who chooses
    phases: tuple[PhaseKind, ...]
    standard: dict[str, Any]  # texts, forms, contract and letters that ship with it
    required_documents: tuple[str, ...] = ()
    periods: tuple[Period, ...] = ()
    knock_outs: tuple[Text, ...] = ()  # what keeps an offer from being assessed
    asks_follow_up: bool = False  # the call says beforehand what may come of its prizes
    is_part_2: bool = False  # whether Part 2 of the Aanbestedingswet applies
    procedure_code: str = "oth-single"  # eForms, BT-105
    notice_hours: int = 48  # after sending a notice, when a call may be public (2014/24 art. 52)
    information_days: int = 0  # before a deadline, in which news proposes a later one (Aw 2.54)
    allows_lots: bool = True
    allows_price_only: bool = False
    buying: Buying = Buying.PROCUREMENT
    procedures: tuple[str, ...] = ()  # each theme follows one of these: calls/procedures.py
    registers_late: bool = False  # a company needs its register number from the contract on only
    end_conditions: tuple[Condition, ...] = field(default=())
    question_days: int = 14  # questions end so many days before the deadline, unless set otherwise

    def phase(self, code: str) -> PhaseKind:
        """What is stated about the phase with this code; KeyError when there is none."""
        for phase in self.phases:
            if phase.code == code:
                return phase
        raise KeyError(code)

    @property
    def is_negotiated(self) -> bool:
        """Whether offers are negotiated in any phase."""
        return any(phase.is_negotiated for phase in self.phases)

    @property
    def has_standstill(self) -> bool:
        """Whether a contract waits for a term after the letters."""
        return any(phase.standstill_days for phase in self.phases)

    def form_of(self, code: str) -> list[dict[str, Any]]:
        """The standard form of a phase, by its code or else its kind; empty without one."""
        kind = self.phase(code).kind
        for wanted in (code, kind):
            for form in self.standard["forms"]:
                if form["kind"] == wanted:
                    return list(form["sections"])
        return []

    def sections(self) -> list[dict[str, str]]:
        """The standard text of a call: [{"code", "title", "text"}], with places to fill in."""
        return [
            {
                "code": section["code"],
                "title": section["title"]["nl"],
                "text": section["text"],
            }
            for section in self.standard["sections"]
        ]


def faults_of(instrument: Instrument) -> list[str]:
    """What makes a definition incomplete or contradictory; empty for every registered one."""
    codes = [phase.code for phase in instrument.phases]
    faults = [f"phase {code} is stated twice" for code in codes if codes.count(code) > 1]
    faults += [
        f"period {period.code} names no phase of the instrument"
        for period in instrument.periods
        if period.phase and period.phase not in codes
    ]
    for place, phase in enumerate(instrument.phases):
        faults += [f"{phase.code}: {fault}" for fault in _phase_faults(instrument, phase, place)]
    return faults


def _phase_faults(instrument: Instrument, phase: PhaseKind, place: int) -> Iterable[str]:
    """The contradictions within one phase, and with its place among the others."""
    if place > 0 and phase.entry == Entry.OPEN:
        yield "only the first phase is open to everybody"
    if not phase.takes_offers:
        return
    if not instrument.form_of(phase.code):
        yield "there is no form"
    if phase.judged_by != Judge.OFFICERS and not phase.criteria:
        yield "it is scored and has no criteria"
    if phase.needs_money and not phase.asks_price:
        yield "an award needs money and no offer states a price"
    if phase.outcome == Outcome.CONTRACT and phase.contract is None:
        yield "an award is a contract without parts"
    if phase.contract and sum(part.percent for part in phase.contract.parts) != 100:
        yield "the instalments do not add up to 100 percent"
    following = instrument.phases[place + 1 : place + 2]
    if phase.outcome == Outcome.SELECTION and not (following and following[0].takes_offers):
        yield "it selects for a next phase that is not there"
