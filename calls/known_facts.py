"""What the portal can propose for a marked place: the facts of the call, in Dutch as the text is.

Dates that nobody has fixed yet are counted from the opening and the deadline, as calls do.
"""

from datetime import datetime, timedelta
from typing import Any

from django.utils import translation

from calls.models import Call, Phase
from calls.places import LEAVE_OUT, Place
from calls.rights import clause
from portal.look import wording

# (section or "" for any, a piece of the line before the place, what is asked) -> name of the fact
_KNOWN = (
    ("", "", "Naam van de aanbestedende dienst", "authority"),
    ("summary", "Oproep open", "datum en tijdstip", "opens"),
    ("summary", "Informatiebijeenkomst", "datum, tijdstip en plaats", "meeting_online"),
    ("summary", "Vragen stellen tot", "datum en tijdstip", "questions"),
    ("summary", "[datum], vóór", "tijdstip", "closes_time"),
    ("summary", "Sluiting", "datum", "closes_day"),
    ("summary", "Bericht over het besluit", "datum", "decision_day"),
    ("summary", "Start van", "datum", "start_day"),
    ("budget", "| Haalbaarheidsonderzoek | € [bedrag] | € [bedrag]", "aantal", "awards_1"),
    ("budget", "| Haalbaarheidsonderzoek | € [bedrag] | €", "bedrag", "cap_1"),
    ("budget", "| Haalbaarheidsonderzoek | €", "bedrag", "budget_1"),
    ("budget", "| Prototype | € [bedrag] | € [bedrag]", "aantal", "awards_2"),
    ("budget", "| Prototype | € [bedrag] | €", "bedrag", "cap_2"),
    ("budget", "| Prototype | €", "bedrag", "budget_2"),
    ("phases", "Fase 1", "aantal", "months_1"),
    ("phases", "Fase 2", "aantal", "months_2"),
    ("submission", "", "datum en tijdstip", "closes"),
    ("knockouts", "", "aantal", "mending_days"),
    ("criteria", "score van [1] tot", "10", "scale_max"),
    ("criteria", "score van", "1", "scale_min"),
    ("criteria", "lager scoort dan", "5", "threshold"),
    ("criteria", "de hoogste score op", "criterium", "heaviest"),
    ("criteria", "commissie bestaat uit", "aantal", "members"),
    ("rights", "", "regeling van de rechten, zoals gekozen in de stap Rechten", "rights"),
    ("decision", "zolang het budget", "", "walk"),
    ("decision", "", "datum", "decision_day"),
    ("information", "Op", "datum en tijdstip", "meeting"),
    ("information", "informatiebijeenkomst,", "in welke plaats, of online", "online"),
    ("information", "Stel die", "datum en tijdstip", "questions"),
    ("information", "nota van inlichtingen", "datum", "answers_day"),
)
# Places that many calls do without.
_OPTIONAL = (
    "Bijzondere toelatingseis", "bijzondere grond", "andere uitsluiting", "tweede kenmerk",
    "Een offerte die een open licentie",
)  # fmt: skip
WALKS = {
    Phase.Walk.STOP: "De eerste offerte die niet meer in het budget past, is de grens.",
    Phase.Walk.SKIP: "Een offerte die niet meer in het budget past, slaan wij over.",
}


class KnownFacts:
    """The facts of one call; reads its phases, budgets and criteria once."""

    def __init__(self, call: Call) -> None:
        self.phases = [
            phase
            for phase in call.phases.prefetch_related("pots", "criteria")
            if phase.takes_offers
        ]
        with translation.override("nl"):
            authority = call.contracting_authority.name
            rights = clause(call.rights, authority)
            self.facts = {"authority": authority, "rights": rights, **self._facts()}
        self.weights = {
            criterion.name: str(criterion.weight)
            for phase in self.phases[:1]
            for criterion in phase.criteria.all()
        }

    def proposal(self, section: str, place: Place) -> str:
        """What to fill in here, LEAVE_OUT for what most calls do without, "" when unknown."""
        for where, before, asked, fact in _KNOWN:
            if where in {"", section} and before in place.before and asked in {"", place.asked}:
                return self.facts.get(fact, "")
        if place.asked == "..":
            return self.weights.get(place.before.strip("| "), "")
        if place.asked.startswith(_OPTIONAL):
            return LEAVE_OUT
        return place.asked if place.asked.isdigit() else ""

    def _facts(self) -> dict[str, str]:
        facts = {"months_1": "6", "months_2": "12", "mending_days": "5", "members": "vijf",
                 "online": "online"}  # fmt: skip
        for number, phase in enumerate(self.phases, start=1):
            facts |= _money_of(phase, number)
        for phase in self.phases[:1]:
            facts |= _rules_of(phase)
            if phase.opens_at and phase.closes_at:
                facts |= _dates_of(phase.opens_at, phase.closes_at)
        return facts


def _money_of(phase: Phase, number: int) -> dict[str, str]:
    amounts: dict[str, Any] = {
        "budget": sum(pot.budget_incl_vat for pot in phase.pots.all()) or None,
        "cap": phase.cap_incl_vat,
    }
    facts = {
        f"{name}_{number}": wording.euro_text(amount, short=True).lstrip("€" + wording.NBSP)
        for name, amount in amounts.items()
        if amount is not None
    }
    if phase.planned_awards:
        facts[f"awards_{number}"] = str(phase.planned_awards)
    return facts


def _rules_of(phase: Phase) -> dict[str, str]:
    criteria = list(phase.criteria.all())
    thresholds = {row.threshold for row in criteria if row.threshold is not None}
    facts = {
        "scale_min": str(phase.scale_min),
        "scale_max": str(phase.scale_max),
        "walk": WALKS[Phase.Walk(phase.budget_walk)],
    }
    if len(thresholds) == 1:
        facts["threshold"] = str(thresholds.pop())
    if criteria:
        facts["heaviest"] = max(criteria, key=lambda row: row.weight).name
    return facts


def _dates_of(opens: datetime, closes: datetime) -> dict[str, str]:
    days = {
        "closes_day": closes,
        "decision_day": closes + timedelta(weeks=8),
        "start_day": closes + timedelta(weeks=12),
        "answers_day": closes - timedelta(weeks=1),
    }
    moments = {
        "opens": opens,
        "closes": closes,
        "questions": closes - timedelta(weeks=2),
        "meeting": opens + timedelta(weeks=1, hours=5),
    }
    facts = {name: wording.day_text(at) for name, at in days.items()}
    facts |= {name: f"{wording.day_text(at)}, {wording.clock_text(at)}"
              for name, at in moments.items()}  # fmt: skip
    return facts | {
        "closes_time": wording.clock_text(closes),
        "meeting_online": f"{facts['meeting']}, online",
    }
