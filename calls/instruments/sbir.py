"""SBIR: research and development bought in phases, outside Part 2 of the Aanbestedingswet.

Sources: domain.md 0 and 1; the R&D exemption of Directive 2014/24/EU article 14.
"""

import json
from pathlib import Path

from django.utils.translation import gettext_lazy as _

from calls.instruments.definition import CriterionDefault, Instrument, PhaseKind

STANDARD = Path(__file__).parent / "standard" / "sbir.nl.json"

SBIR = Instrument(
    code="sbir",
    name=_("SBIR"),
    phases=(
        PhaseKind("feasibility", "open"),
        PhaseKind("prototype", "invited"),
        PhaseKind("procurement", "invited", takes_offers=False),
    ),
    criteria=(
        CriterionDefault("impact", "Impact", "Impact", 40, 5),
        CriterionDefault(
            "feasibility", "Technologische haalbaarheid", "Technological feasibility", 30, 5
        ),
        CriterionDefault("economy", "Economisch perspectief", "Economic perspective", 30, 5),
    ),
    scale=(1, 10),
    required_documents=("model_contract",),  # REQ-02 (b)
    standard=json.loads(STANDARD.read_text(encoding="utf-8")),
    is_part_2=False,
    has_standstill=False,
    least_rd_share=50,
    letter_kinds=("award", "rejection", "exclusion"),
    award="contract",
)
