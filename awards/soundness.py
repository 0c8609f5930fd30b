"""What may be decided about one offer: by the advice, the call, and what the applicant asked."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _

from awards.amounts import require_amount
from awards.models import Decision, departs
from calls.models import Phase
from portal.clock import portal_today
from portal.workflow import TransitionRefused

Outcome = Decision.Outcome


@dataclass(frozen=True)
class Choice:
    """What an officer chooses; `amount` in euro including VAT, for an award alone."""

    outcome: str
    amount: Decimal | None = None
    reasons: str = ""
    deviation_reasons: str = ""
    reserve_place: int | None = None
    condition: str = ""
    condition_due_on: date | None = None


def require_sound(decision: Decision, choice: Choice) -> None:
    """Refuse a choice that the advice, the call or the budget of the offer does not allow."""
    outcome = choice.outcome
    is_excluded = decision.advised == Outcome.EXCLUDE
    if is_excluded != (outcome == Outcome.EXCLUDE):
        raise TransitionRefused(_("An excluded offer was not judged and cannot be decided on."))
    if outcome == Outcome.REJECT and not _may_leave_out(decision.decision_set.phase):
        raise TransitionRefused(
            _("This call did not announce that fewer parties go on: who is admissible goes on."),
            code="reduction",
        )
    if outcome == Outcome.AWARD and decision.needs_money:
        require_amount(decision, choice.amount)
    if outcome == Outcome.RESERVE:
        _require_reserve(decision, choice)
    if choice.condition.strip():
        _require_condition(decision, choice)
    has_both = choice.reasons.strip() and choice.deviation_reasons.strip()
    if departs(decision.advised, outcome) and not has_both:
        raise TransitionRefused(
            _("Departing from the advice takes two texts: why, and what the applicant is told."),
            code="reasons",
        )
    if outcome == Outcome.AWARD:
        _require_only_award(decision)


def can_wait(decision: Decision) -> bool:
    """Whether an offer can be on the reserve list, or awarded on a condition: of a contract.

    On the list is who meets every threshold: who does not was not found good enough.
    """
    phase = decision.decision_set.phase
    row = getattr(decision.proposal, "ranking_row", None)
    return phase.gives_contracts and row is not None and row.rank is not None


def _require_reserve(decision: Decision, choice: Choice) -> None:
    if not can_wait(decision):
        raise TransitionRefused(
            _("Only an offer for a contract that meets every threshold can be a reserve."),
            code="reserve",
        )
    if not choice.reserve_place or choice.reserve_place < 1:
        raise TransitionRefused(_("Who is on the reserve list has a place on it."), code="reserve")


def _require_condition(decision: Decision, choice: Choice) -> None:
    if choice.outcome != Outcome.AWARD or not decision.decision_set.phase.gives_contracts:
        raise TransitionRefused(
            _("Only an award that gives a contract can have a condition."), code="condition"
        )
    today = portal_today()
    if choice.condition_due_on is None or choice.condition_due_on <= today:
        raise TransitionRefused(
            _("Say until when the condition can be met: a day that lies ahead."), code="condition"
        )


def _require_only_award(decision: Decision) -> None:
    """An applicant wins in one theme at most, where the round says so (REQ-11).

    Asked under the lock of the decision set; the database holds it as well.
    """
    if decision.sole_winner_id is None:
        return
    other = (
        decision.decision_set.decisions.filter(
            sole_winner=decision.sole_winner_id, outcome=Outcome.AWARD
        )
        .exclude(pk=decision.pk)
        .select_related("proposal__dossier__theme", "proposal__dossier__lead")
        .first()
    )
    if other is not None:
        dossier = other.proposal.dossier
        raise TransitionRefused(
            _(
                "%(applicant)s wins already with %(reference)s in “%(theme)s”, and may win once. "
                "Choose: decide first not to award %(reference)s."
            )
            % {
                "applicant": dossier.lead,
                "reference": dossier.reference,
                "theme": dossier.theme or decision.decision_set.phase.call,
            },
            code="one_award",
        )


def _may_leave_out(phase: Phase) -> bool:
    """Whether an admissible offer may end here: by its scores, or as the call announced."""
    return phase.is_scored or phase.reduces
