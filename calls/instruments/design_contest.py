"""Design contest (prijsvraag): anonymous entries, an autonomous jury, prizes.

Sources: Directive 2014/24/EU articles 78 to 82 and 32(4), domain.md 2.5 (REQ-12). Whether a
contract may follow is said beforehand, or none may.
"""

import json
from pathlib import Path

from django.utils.translation import gettext_lazy as _

from calls.instruments.definition import (
    Criterion,
    Entry,
    Instrument,
    Judge,
    Outcome,
    PhaseKind,
)

STANDARD = Path(__file__).parent / "standard" / "design_contest.nl.json"

INSTRUMENT = Instrument(
    code="design_contest",
    name=_("Design contest"),
    summary=_(
        "The best design or plan wins a prize. A jury judges without knowing the makers; a "
        "contract may follow only if the contest says so beforehand."
    ),
    phases=(
        PhaseKind(
            "contest",
            _("contest"),
            Entry.OPEN,
            outcome=Outcome.PRIZE,
            judged_by=Judge.JURY,
            is_anonymous=True,
            asks_price=False,
            needs_money=False,
            may_be_bought=True,
            criteria=(
                Criterion("idea", "Idee", "Idea", 40, 5),
                Criterion("design", "Ontwerp", "Design", 35, 5),
                Criterion("practicability", "Uitvoerbaarheid", "Practicability", 25, 5),
            ),
            decision_days=30,
            letters="prize",
        ),
        PhaseKind("procurement", _("procurement"), takes_offers=False),
    ),
    standard=json.loads(STANDARD.read_text(encoding="utf-8")),
    asks_follow_up=True,
    knock_outs=(
        _("received after the deadline"),
        _("not complete"),
        _("the name or logo of the maker stands in it"),
        _("outside the assignment"),
    ),
)
