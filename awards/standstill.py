"""The standstill: no contract is concluded before it has ended (REQ-10; Aw 2.127).

It begins on the day after all letters were sent at one moment, and lasts as many calendar days
as the phase states; a last day in a weekend or on a holiday moves on (Regulation 1182/71).
"""

from datetime import datetime

from django.utils.translation import gettext as _

from awards.models import Contract, DecisionSet
from calls.periods import end_of, last_day
from portal.clock import portal_now
from portal.look.wording import AMSTERDAM, moment_text
from portal.workflow import TransitionRefused


def standstill_until(decision_set: DecisionSet) -> datetime | None:
    """The first moment at which a contract may be concluded; None where nothing has to wait."""
    days = decision_set.phase.standstill_days
    if not days or decision_set.released_at is None:
        return None
    sent_on = decision_set.released_at.astimezone(AMSTERDAM).date()
    return end_of(last_day(sent_on, days))


def waits_until(contract: Contract) -> datetime | None:
    """The end of the standstill that a contract still waits for; None once it has ended."""
    until = standstill_until(contract.decision.decision_set)
    return until if until is not None and portal_now() < until else None


def require_ended(contract: Contract) -> None:
    """Refuse to conclude a contract within the standstill."""
    until = waits_until(contract)
    if until is not None:
        raise TransitionRefused(
            _("The standstill runs until %(moment)s. Nobody signs before that.")
            % {"moment": moment_text(until, seconds=False)},
            code="standstill",
        )
