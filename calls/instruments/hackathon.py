"""Hackathon: teams sign in, work non-stop on given cases, and stop at one clock time.

Sources: the letter to parliament (its definition), domain.md 2.6. A prize is no contract: what
follows is a call of its own, to which the hackathon links.
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

STANDARD = Path(__file__).parent / "standard" / "hackathon.nl.json"

INSTRUMENT = Instrument(
    code="hackathon",
    name=_("Hackathon"),
    summary=_(
        "Teams work for a day or two on given cases. All hand in at the same clock time; after "
        "demos a jury gives prizes. A call may follow."
    ),
    phases=(
        PhaseKind(
            "registration",
            _("registration of teams"),
            Entry.OPEN,
            outcome=Outcome.SELECTION,
            judged_by=Judge.OFFICERS,
            asks_price=False,
            needs_money=False,
            decision_days=14,
            letters="team",
        ),
        PhaseKind(
            "hack",
            _("hackathon"),
            Entry.SELECTED,
            outcome=Outcome.PRIZE,
            judged_by=Judge.JURY,
            asks_price=False,
            needs_money=False,
            has_pitch=True,
            pitch_minutes=5,
            question_minutes=5,
            decision_days=1,  # the jury gives the prizes when the demos are over
            criteria=(
                Criterion("idea", "Idee", "Idea", 35, 4),
                Criterion("working", "Werking", "Working demo", 35, 4),
                Criterion("useful", "Bruikbaarheid", "Usefulness", 30, 4),
            ),
            letters="prize",
        ),
    ),
    standard=json.loads(STANDARD.read_text(encoding="utf-8")),
    asks_follow_up=True,
    knock_outs=(
        _("handed in after the freeze"),
        _("the team is too large or too small"),
        _("made before the start"),
        _("against the code of conduct"),
    ),
)
