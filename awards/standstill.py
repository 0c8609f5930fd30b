"""The standstill: no contract is concluded before it has ended (REQ-10; Aw 2.127).

It begins on the day after all letters were sent at one moment, and lasts as many calendar days as
the phase states, or the procedure that the challenge of the offer chose; a last day in a weekend
or on a holiday moves on (Regulation 1182/71). A letter that did not arrive holds the contracts
longer. Proceedings in court hold them whatever the instrument, also where there is no standstill.
"""

from collections.abc import Iterator
from datetime import datetime

from django.utils.translation import gettext as _

from awards.holds.selectors import began_anew_on, litigation_sentences, return_sentences
from awards.models import Contract, Decision, DecisionSet
from awards.revisions.selectors import is_awarded, last_reinstated_at, reinstated
from calls.periods import end_of, last_day
from calls.procedures import procedure_of
from portal.clock import portal_now
from portal.look.wording import AMSTERDAM, moment_text
from portal.workflow import TransitionRefused


def days_of(decision: Decision) -> int:
    """The calendar days between telling everybody and the contract; 0 for none."""
    procedure = procedure_of(decision.proposal.dossier.theme)
    if procedure is not None:
        return procedure.standstill_days
    return int(decision.decision_set.phase.standstill_days)


def ends_at(decision: Decision) -> datetime | None:
    """The first moment at which its contract may be concluded; None where nothing has to wait."""
    later = reinstated(decision)
    return _end(decision.decision_set, days_of(decision), later.judged_at if later else None)


def last_end(decision_set: DecisionSet) -> datetime | None:
    """When the last standstill of a phase ends; None where no award of it has to wait."""
    awarded = decision_set.decisions.filter(is_awarded()).select_related(
        "proposal__dossier__theme", "decision_set__phase"
    )
    days = max(map(days_of, awarded), default=0)
    return _end(decision_set, days, last_reinstated_at(decision_set))


def _end(decision_set: DecisionSet, days: int, later: datetime | None) -> datetime | None:
    """Counted from the last of: the release, a new delivery, and an award after the letters."""
    if not days or decision_set.released_at is None:
        return None
    told = [at.astimezone(AMSTERDAM).date() for at in (decision_set.released_at, later) if at]
    anew_on = began_anew_on(decision_set)
    return end_of(last_day(max([*told, *([anew_on] if anew_on else [])]), days))


def waits_for(contract: Contract) -> list[str]:
    """What a contract still waits for, as sentences for both sides; empty where nothing does."""
    decision_set = contract.decision.decision_set
    held = [*_condition(contract.decision), *litigation_sentences(decision_set)]
    until = ends_at(contract.decision)
    if until is None:
        return held
    held += return_sentences(decision_set)
    term = _("The standstill runs until %(moment)s. Nobody signs before that.") % {
        "moment": moment_text(until, seconds=False)
    }
    return [term, *held] if portal_now() < until else held


def _condition(decision: Decision) -> Iterator[str]:
    """An award on a condition is signed once an officer wrote down that it is met."""
    if decision.condition and not hasattr(decision, "condition_met"):
        yield _("The award has a condition that is not met yet: %(condition)s") % {
            "condition": decision.condition
        }


def require_ended(contract: Contract) -> None:
    """Refuse to conclude a contract within the standstill, or while something holds it."""
    waits = waits_for(contract)
    if waits:
        raise TransitionRefused(" ".join(waits), code="standstill")
