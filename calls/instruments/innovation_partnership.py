"""Innovation partnership: develop and then buy in one European procedure.

Sources: Directive 2014/24/EU articles 31 and 65; Aanbestedingswet 2012 articles 2.31a-2.31b,
2.71(3), 2.126b-2.126d and 2.127; domain.md 2.1 and 2.2.
"""

import json
from pathlib import Path

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from calls.instruments.definition import (
    Agreed,
    Buying,
    Condition,
    ContractPlan,
    Criterion,
    Entry,
    Instrument,
    Judge,
    Origin,
    Outcome,
    Part,
    Period,
    PhaseKind,
)

STANDARD = Path(__file__).parent / "standard" / "innovation_partnership.nl.json"
LEAST_CANDIDATES = 3  # article 65(2)
REQUEST_DAYS = 30  # article 31(1); Aw 2.71(3)
STANDSTILL_DAYS = 20  # Aw 2.127(1)

SELECTION = (
    Criterion(
        "capacity", "Onderzoek en ontwikkeling", "Research and development", 50, 5,
        "Mensen, middelen en wat eerder tot een werkend product is gebracht (artikel 31 lid 6).",
    ),
    Criterion("references", "Vergelijkbare projecten", "Comparable projects", 30, 5),
    Criterion("approach", "Aanpak van het vraagstuk", "Approach to the challenge", 20),
)  # fmt: skip
AWARD = (
    Criterion("performance", "Prestatie van de oplossing", "Performance", 35, 5),
    Criterion("plan", "Plan voor de ontwikkeling", "Plan of development", 25, 5),
    Criterion("rollout", "Invoering en beheer", "Introduction and upkeep", 15, 5),
    Criterion("price", "Prijs", "Price", 25, is_price=True),
)

PLAN = ContractPlan(
    days=730,
    parts=(
        Part(gettext_noop("Design"), 20, 0.25, 1,
             gettext_noop("The design shows by calculation that the promised performance is met.")),
        Part(gettext_noop("Working prototype"), 40, 0.6, 2,
             gettext_noop("The prototype reaches the promised performance in a test.")),
        Part(gettext_noop("Report of the trial in practice"), 40, 1.0, 3,
             gettext_noop("The solution reaches the promised performance in daily use.")),
    ),
)  # fmt: skip


def _round(number: int) -> PhaseKind:
    """A round of negotiations: revised tenders, talks with each party apart, no scores."""
    return PhaseKind(
        "negotiation",
        _("negotiation round"),
        Entry.SELECTED,
        code=f"negotiation-{number}",
        title=f"onderhandelingsronde {number}",
        title_en=f"negotiation round {number}",
        outcome=Outcome.SELECTION,
        judged_by=Judge.OFFICERS,
        is_negotiated=True,
        needs_money=False,
        may_reduce=True,
        decision_days=28,
        letters="round",
    )


INSTRUMENT = Instrument(
    code="innovation_partnership",
    name=_("Innovation partnership"),
    summary=_(
        "Develop and then buy in one European procedure: request to participate, negotiations, "
        "several partners, and a purchase within what the contract agreed."
    ),
    phases=(
        PhaseKind(
            "request",
            _("request to participate"),
            Entry.OPEN,
            outcome=Outcome.SELECTION,
            asks_price=False,
            needs_money=False,
            least_invited=LEAST_CANDIDATES,
            criteria=SELECTION,
            letters="request",
        ),
        PhaseKind(
            "initial_offer",
            _("initial tender"),
            Entry.SELECTED,
            code="initial",
            outcome=Outcome.SELECTION,
            judged_by=Judge.OFFICERS,
            needs_money=False,
            letters="round",
        ),
        _round(1),
        _round(2),
        PhaseKind(
            "final_offer",
            _("final tender"),
            Entry.SELECTED,
            code="final",
            may_be_bought=True,
            standstill_days=STANDSTILL_DAYS,
            criteria=AWARD,
            contract=PLAN,
            agreed=Agreed("performance/performance_level", "performance/purchase_maximum"),
            letters="partnership",
        ),
        PhaseKind("purchase", _("purchase"), takes_offers=False),
    ),
    standard=json.loads(STANDARD.read_text(encoding="utf-8")),
    required_documents=("model_contract",),
    periods=(
        Period(
            "request",
            _("time to ask to take part"),
            REQUEST_DAYS,
            Origin.NOTICE_SENT,
            "Directive 2014/24/EU article 31(1); Aw 2.71(3)",
            phase="request",
        ),
        Period(
            "standstill",
            _("standstill"),
            STANDSTILL_DAYS,
            Origin.DECISION_RELEASED,
            "Aw 2.127(1)",
        ),
    ),
    knock_outs=(
        _("received after the deadline"),
        _("the self-declaration is missing, or a ground for exclusion applies"),
        _("a minimum requirement is not met"),
        _("above the maximum per offer"),
    ),
    is_part_2=True,
    procedure_code="innovation",  # eForms codelist procurement-procedure-type
    information_days=10,
    allows_price_only=False,
    buying=Buying.AGREED,
    end_conditions=(
        Condition(
            "target",
            "het tussentijdse doel van de fase is niet gehaald",
            "the intermediate target of the stage was not reached",
        ),
        Condition(
            "better",
            "de oplossing van een andere partner presteert op de gunningscriteria duidelijk beter",
            "another partner's solution performs clearly better on the award criteria",
        ),
        Condition(
            "cost",
            "de oplossing gaat bij aankoop meer kosten dan het afgesproken maximum",
            "the solution will cost more than the agreed maximum when bought",
        ),
        Condition(
            "need",
            "het bestuur heeft besloten dat de oplossing niet meer nodig is",
            "the board decided that the solution is no longer needed",
        ),
    ),
)
