"""Proposing to award after all, and writing down that a condition is met."""

from decimal import Decimal

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from awards.amounts import require_amount
from awards.models import Contract, Decision
from awards.permissions import can_propose
from awards.revisions import waiting
from awards.revisions.models import ConditionMet, Reinstatement
from awards.revisions.selectors import earlier_reserves, free_in_pot, is_awarded
from calls import phases
from portal.accounts.models import Organisation, User
from portal.audit.record import record
from portal.clock import portal_now
from portal.look.wording import euro_text
from portal.workflow import TransitionRefused, lock

Outcome = Decision.Outcome


@transaction.atomic
def propose(
    decision: Decision, *, amount: Decimal, reasons: str, grounds: str, by: User
) -> Reinstatement:
    """Propose to call up a reserve, or to reinstate who was rejected.

    `amount` in euro including VAT; `reasons` the applicant reads, `grounds` is for the file.
    Raises PermissionDenied for who may not decide, TransitionRefused as `require_possible` does.
    """
    phase = phases.lock_exclusive(decision.decision_set.phase)
    if not can_propose(by, phase):
        raise PermissionDenied("propose_reinstatement")
    if not (reasons.strip() and grounds.strip()):
        raise TransitionRefused(_("Write two texts: why, and what the applicant is told."))
    if decision.reinstatements.exclude(state=Reinstatement.State.TURNED_DOWN).exists():
        raise TransitionRefused(_("This was proposed already."), code="twice")
    require_possible(decision, amount)
    reinstatement = Reinstatement.objects.create(
        decision=decision,
        amount_incl_vat=amount,
        reasons=reasons.strip(),
        grounds=grounds.strip(),
        proposed_by=by,
    )
    record(
        "propose_reinstatement", reinstatement, by=by, before=decision.outcome,
        amount_incl_vat_eur=f"{amount:.2f}", grounds=reinstatement.grounds,
    )  # fmt: skip
    waiting.ask_to_judge(reinstatement)
    return reinstatement


def require_possible(decision: Decision, amount: Decimal) -> None:
    """Refuse what cannot be awarded now; asked when it is proposed and again at approval.

    Only after the letters, of an offer that was judged, in the order of the reserve list, for at
    most what was offered, and within what is left of the budget (domain.md 0.7).
    """
    decision_set = decision.decision_set
    if decision_set.released_at is None:
        raise TransitionRefused(_("The letters have not been sent yet."), code="state")
    if not decision_set.phase.gives_contracts or decision.outcome not in {
        Outcome.RESERVE, Outcome.REJECT,
    }:  # fmt: skip
        raise TransitionRefused(_("This offer cannot be awarded after all."), code="outcome")
    if decision.outcome == Outcome.RESERVE and (first := earlier_reserves(decision).first()):
        raise TransitionRefused(
            _("%(dossier)s stands before it on the reserve list.")
            % {"dossier": first.proposal.dossier.reference},
            code="order",
        )
    won = decision_set.decisions.filter(is_awarded(), sole_winner=decision.sole_winner_id)
    if decision.sole_winner_id and won.exists():
        raise TransitionRefused(_("An applicant wins in one theme at most."), code="one_award")
    require_amount(decision, amount)
    free = free_in_pot(decision)
    if amount > free:
        raise TransitionRefused(
            _("%(free)s of the budget is left, including VAT.") % {"free": euro_text(free)},
            code="budget",
        )


@transaction.atomic
def meet_condition(decision: Decision, *, remarks: str, by: User) -> ConditionMet:
    """Write down that the condition of an award is met, and how that was seen.

    Raises PermissionDenied for who may not decide, TransitionRefused where there is no condition,
    it was written down before, or the award lapsed.
    """
    phase = phases.lock_exclusive(decision.decision_set.phase)
    if not can_propose(by, phase):
        raise PermissionDenied("meet_condition")
    is_open = Contract.objects.filter(decision=decision, state=Contract.State.OFFERED).exists()
    if not decision.condition or not is_open or hasattr(decision, "condition_met"):
        raise TransitionRefused(_("No condition waits here."), code="state")
    if not remarks.strip():
        raise TransitionRefused(_("Write how you saw that it is met."), code="empty")
    met = ConditionMet.objects.create(decision=decision, remarks=remarks.strip(), recorded_by=by)
    record("meet_condition", decision.decision_set, by=by, dossier=str(decision.proposal.dossier))
    waiting.seen(decision)
    return met


@transaction.atomic
def mark_read(reinstatement: Reinstatement, *, by: User) -> None:
    """Note when somebody of the company first opened the new letter; an officer is not noted."""
    company = reinstatement.decision.proposal.dossier.lead
    reinstatement = lock(reinstatement)
    if reinstatement.opened_at is None and Organisation.objects.of(by).contains(company):
        reinstatement.opened_at = portal_now()
        reinstatement.save(update_fields=["opened_at"])
        record("read_new_letter", reinstatement, by=by, letter=reinstatement.number)
