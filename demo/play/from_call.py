"""A play for a call that is there: also for one that a visitor of the demo wrote."""

from dataclasses import replace
from decimal import Decimal

from calls.models import Call, Phase
from demo.casephases import CasePhase
from demo.cases import Authority, Case, CaseCriterion, Challenge, shipped_case
from demo.play.judging import scale_of
from demo.play.plays import Play

OFFERS = 12
USUAL_PRICE = Decimal("250000.00")  # where a call asks a price and states no maximum
COMMITTEE_OF = "circulaire-viaducten"
SHIPPED = {
    "SBIR20-CV": "circulaire-viaducten",
    "IP26-DIJKEN": "innovatiepartnerschap-dijken",
}


def play_of(call: Call) -> Play:
    """The play of a call, with the dates, money and criteria as the call states them now."""
    base, _dash, seed = call.reference.rpartition("-")
    name = SHIPPED.get(call.reference) or SHIPPED.get(base)
    known = shipped_case(name) if name else None
    case = _case_of(call)
    if known is not None:
        case = replace(
            case,
            reference=known.reference,
            titles=known.titles,
            winners=known.winners,
            committee=known.committee,
            texts=known.texts,
            ends_one_after_stage=known.ends_one_after_stage,
            phases=tuple(
                replace(phase, offers=told.offers, asks_incl_vat=told.asks_incl_vat)
                for phase, told in zip(case.phases, known.phases, strict=True)
            ),
        )
    number = int(seed) if known is not None and seed.isdigit() else 1
    return Play(case, call.reference, seed=number, title=call.title)


def _case_of(call: Call) -> Case:
    model = shipped_case(COMMITTEE_OF)
    windows = [phase for phase in call.phases.all() if phase.takes_offers]
    first = windows[0]
    return replace(
        model,
        reference=call.reference,
        instrument=call.instrument,
        titles={"nl": call.title, "en": call.title_en or call.title},
        authority=Authority(call.contracting_authority.name, "authority"),
        challenge=Challenge(call.summary, "", ""),
        consultation=None,  # it was held before the call was there, or not at all
        criteria=tuple(
            CaseCriterion(row.code, row.name, row.name_en or row.name, row.weight)
            for row in first.criteria.all()
        ),
        scale=scale_of(first),
        phases=tuple(_phase_of(phase) for phase in windows),
        has_procurement=call.phases.filter(takes_offers=False).exists(),
        winners=(),
        texts={},
        ends_one_after_stage=0,
    )


def _phase_of(phase: Phase) -> CasePhase:
    budget = sum((pot.budget_incl_vat for pot in phase.pots.all()), Decimal(0))
    if phase.opens_at is None or phase.closes_at is None:
        raise ValueError(f"{phase} has no dates yet")
    cap = phase.cap_incl_vat or budget
    asks = cap or (USUAL_PRICE if phase.asks_price else Decimal(0))
    return CasePhase(
        code=phase.code,
        kind=phase.kind,
        order=phase.order,
        opens_at=phase.opens_at,
        closes_at=phase.closes_at,
        budget_incl_vat=budget,
        max_per_offer_incl_vat=cap,
        asks_incl_vat=asks,
        planned_awards=phase.planned_awards,
        offers=OFFERS if phase.entry == Phase.Entry.OPEN else None,
        result_on=None,
        announced_on=None,
    )
