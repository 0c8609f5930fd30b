"""Writing down what holds the contracts of a phase, and how it ended."""

from datetime import date

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from awards.holds.models import LetterReturn, Litigation
from awards.holds.waiting import term_moved
from awards.models import Decision, DecisionSet, Letter
from awards.permissions import can_manage_contracts
from calls import phases
from portal.accounts.models import User
from portal.audit.record import record
from portal.clock import portal_now, portal_today
from portal.look.wording import AMSTERDAM
from portal.workflow import TransitionRefused, lock


@transaction.atomic
def register_litigation(
    decision_set: DecisionSet,
    *,
    court: str,
    case_number: str,
    summoned_on: date,
    claimant: Decision | None = None,
    by: User,
) -> Litigation:
    """Hold all contracts of the phase until the judgment, whatever the instrument.

    `claimant` is the decision on the offer of who started them; None for who sent none. Raises
    TransitionRefused before the release, for a date that lies ahead, and for another's decision.
    """
    _lock_phase(decision_set, by)
    _require_past(summoned_on)
    if claimant is not None and claimant.decision_set_id != decision_set.pk:
        raise TransitionRefused(_("This applicant took part elsewhere."), code="claimant")
    litigation = Litigation.objects.create(
        decision_set=decision_set,
        claimant=claimant,
        court=court,
        case_number=case_number,
        summoned_on=summoned_on,
        registered_by=by,
    )
    record("register_litigation", litigation, by=by, court=court, case_number=case_number)
    return litigation


@transaction.atomic
def end_litigation(
    litigation: Litigation, *, judged_on: date, outcome: str, by: User
) -> Litigation:
    """The judgment is there. Raises TransitionRefused when it was written down before."""
    _lock_phase(litigation.decision_set, by)
    litigation = lock(litigation)
    if litigation.ended_at is not None:
        raise TransitionRefused(_("The judgment was written down already."), code="state")
    _require_past(judged_on)
    if judged_on < litigation.summoned_on:
        raise TransitionRefused(_("A judgment comes after the summons."), code="date")
    litigation.judged_on, litigation.outcome = judged_on, outcome
    litigation.ended_by, litigation.ended_at = by, portal_now()
    litigation.save(update_fields=["judged_on", "outcome", "ended_by", "ended_at"])
    record("end_litigation", litigation, by=by, judged_on=judged_on.isoformat())
    return litigation


@transaction.atomic
def report_return(letter: Letter, *, reason: str, by: User) -> LetterReturn:
    """A letter did not arrive: hold the contracts until it was delivered again."""
    _lock_phase(letter.decision.decision_set, by)
    if letter.returns.filter(settled_at=None).exists():
        raise TransitionRefused(_("This letter is on the list already."), code="twice")
    returned = LetterReturn.objects.create(letter=letter, reason=reason, reported_by=by)
    record("report_letter_return", returned, by=by, reason=reason)
    return returned


@transaction.atomic
def settle_return(
    returned: LetterReturn,
    *,
    delivered_on: date,
    delivered_how: str,
    runs_anew: bool,
    why: str,
    by: User,
) -> LetterReturn:
    """It was delivered again; an officer decides whether the standstill runs anew from that day."""
    _lock_phase(returned.letter.decision.decision_set, by)
    returned = lock(returned)
    if returned.settled_at is not None:
        raise TransitionRefused(_("This was decided on already."), code="state")
    _require_past(delivered_on)
    released_at = returned.letter.decision.decision_set.released_at
    if released_at is not None and delivered_on < released_at.astimezone(AMSTERDAM).date():
        raise TransitionRefused(_("That was before the letters were sent."), code="date")
    returned.delivered_on, returned.delivered_how = delivered_on, delivered_how
    returned.runs_anew, returned.why = runs_anew, why
    returned.settled_by, returned.settled_at = by, portal_now()
    returned.save()
    record(
        "settle_letter_return",
        returned,
        by=by,
        delivered_on=delivered_on.isoformat(),
        runs_anew=runs_anew,
        reason=why,
    )
    if runs_anew:
        term_moved(returned.letter.decision.decision_set)
    return returned


def _lock_phase(decision_set: DecisionSet, by: User) -> None:
    """Signing takes the same lock: a hold and a signature cannot pass each other."""
    phase = phases.lock_exclusive(decision_set.phase)
    if not can_manage_contracts(by, phase):
        raise PermissionDenied("holds")
    if decision_set.released_at is None:
        raise TransitionRefused(_("The letters have not been sent yet."), code="state")


def _require_past(day: date) -> None:
    if day > portal_today():
        raise TransitionRefused(_("This date lies ahead."), code="date")
