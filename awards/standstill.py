"""The standstill: no contract is concluded before it has ended (REQ-10; Aw 2.127).

It begins on the day after all letters were sent at one moment, and lasts as many calendar days as
the phase states, or the procedure that the challenge of the offer chose; a last day in a weekend
or on a holiday moves on (Regulation 1182/71).
"""

from datetime import datetime

from django.utils.translation import gettext as _

from awards.models import Contract, Decision
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
    days, released_at = days_of(decision), decision.decision_set.released_at
    if not days or released_at is None:
        return None
    return end_of(last_day(released_at.astimezone(AMSTERDAM).date(), days))


def waits_until(contract: Contract) -> datetime | None:
    """The end of the standstill that a contract still waits for; None once it has ended."""
    until = ends_at(contract.decision)
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
