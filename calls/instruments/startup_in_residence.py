"""Startup in Residence: challenges of several authorities, two rounds, a residency.

Sources: domain.md 2.4 (REQ-11). The rules that a challenge inherits are in calls/procedures.py. The
numbers of the limits are those of the rounds of Zuid-Holland; a round may change them.
"""

import json
from pathlib import Path

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from calls.instruments.definition import (
    Agreed,
    Bound,
    ContractPlan,
    Criterion,
    Entry,
    Instrument,
    Limit,
    Outcome,
    Part,
    PhaseKind,
)

STANDARD = Path(__file__).parent / "standard" / "startup_in_residence.nl.json"

LIMITS = (
    Limit(Bound.YEARS, 4, "company/registered_on"),
    Limit(Bound.FTE, 10, "company/fte"),
    Limit(Bound.PARENT, 250, "company/parent_people"),
)

INSTRUMENT = Instrument(
    code="startup_in_residence",
    name=_("Startup in Residence"),
    summary=_(
        "Several authorities each ask a challenge; start-ups send anonymous proposals, the best "
        "pitch, and who wins tests the solution with the authority."
    ),
    phases=(
        PhaseKind(
            "application",
            _("application"),
            Entry.OPEN,
            outcome=Outcome.SELECTION,
            is_anonymous=True,
            asks_price=False,
            needs_money=False,
            limits=LIMITS,
            one_offer_each=True,
            criteria=(
                Criterion("solution", "Oplossing", "Solution", 40, 5),
                Criterion("impact", "Impact", "Impact", 35, 5),
                Criterion("testable", "Uitvoerbaarheid", "Practicability", 25, 5),
            ),
            letters="challenge",
        ),
        PhaseKind(
            "pitch",
            _("pitch and residency"),
            Entry.SELECTED,
            outcome=Outcome.PLACE,
            has_pitch=True,
            may_be_bought=True,
            one_award_each=True,
            carried_percent=30,
            pitch_minutes=10,
            question_minutes=40,
            criteria=(
                Criterion("team", "Team", "Team", 30, 5),
                Criterion("plan", "Plan voor de residency", "Plan for the residency", 30, 5),
                Criterion("growth", "Groei", "Growth", 25, 5),
                Criterion("price", "Prijs", "Price", 15, is_price=True),
            ),
            contract=ContractPlan(
                days=182,
                parts=(
                    Part(gettext_noop("Plan of the residency"), 30, 0.1),
                    Part(gettext_noop("Interim report"), 30, 0.5),
                    Part(gettext_noop("Tested solution and final report"), 40, 1.0),
                ),
            ),
            agreed=Agreed("growth/performance_level", "growth/maximum_excl_vat"),
            letters="residency",
        ),
        PhaseKind("procurement", _("procurement"), takes_offers=False),
    ),
    required_documents=("model_contract",),
    knock_outs=(
        _("received after the deadline"),
        _("not complete"),
        _("outside the limits of age and size"),
        _("the anonymous version tells who wrote it"),
        _("not about the chosen challenge"),
        _("a ground for exclusion applies"),
    ),
    procedures=("partnership", "national"),
    registers_late=True,
    standard=json.loads(STANDARD.read_text(encoding="utf-8")),
)
