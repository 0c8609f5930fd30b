"""SBIR: research and development bought in phases, outside Part 2 of the Aanbestedingswet.

Sources: domain.md 0 and 1; the R&D exemption of Directive 2014/24/EU article 14. The parts of a
contract follow the usual terms: about six months for a study, up to two years for a prototype.
"""

import json
from pathlib import Path

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from calls.instruments.definition import (
    ContractPlan,
    Criterion,
    Entry,
    Instrument,
    Part,
    PhaseKind,
)

STANDARD = Path(__file__).parent / "standard" / "sbir.nl.json"
LEAST_RD_SHARE = 50  # percent: the exemption is for research and development services

CRITERIA = (
    Criterion("impact", "Impact", "Impact", 40, 5),
    Criterion("feasibility", "Technologische haalbaarheid", "Technological feasibility", 30, 5),
    Criterion("economy", "Economisch perspectief", "Economic perspective", 30, 5),
)

INSTRUMENT = Instrument(
    code="sbir",
    name=_("SBIR"),
    summary=_(
        "Buy research first: a paid feasibility study for several companies, a prototype for the "
        "best of them. Buying afterwards takes a procurement of its own."
    ),
    phases=(
        PhaseKind(
            "feasibility",
            _("feasibility study"),
            Entry.OPEN,
            least_rd_share=LEAST_RD_SHARE,
            criteria=CRITERIA,
            contract=ContractPlan(
                days=182,
                parts=(
                    Part(gettext_noop("Interim report"), 40, 0.5),
                    Part(gettext_noop("Report of the feasibility study"), 60, 1.0),
                ),
            ),
        ),
        PhaseKind(
            "prototype",
            _("prototype"),
            may_be_bought=True,
            least_rd_share=LEAST_RD_SHARE,
            criteria=CRITERIA,
            contract=ContractPlan(
                days=548,
                parts=(
                    Part(gettext_noop("Interim report"), 40, 0.5),
                    Part(gettext_noop("Report of the tested prototype"), 60, 1.0),
                ),
            ),
        ),
        PhaseKind("procurement", _("procurement"), takes_offers=False),
    ),
    standard=json.loads(STANDARD.read_text(encoding="utf-8")),
    required_documents=("model_contract",),  # REQ-02 (b)
    knock_outs=(
        _("received after the deadline"),
        _("not complete"),
        _("above the maximum per offer"),
        _("outside the scope of the call"),
        _("less research and development than half of the price"),
        _("already on the market"),
        _("sent by somebody else without an authorisation"),
    ),
)
