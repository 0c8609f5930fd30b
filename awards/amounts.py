"""What an award may be worth: at most what was offered, or the prize of a place."""

from decimal import Decimal

from django.utils.translation import gettext as _

from assessment.models import RankingRow
from awards.models import Decision
from calls.models import Phase
from portal.look.wording import euro_text
from portal.workflow import TransitionRefused


def prize_of(phase: Phase, row: RankingRow) -> Decimal:
    """The prize of a place in the ranking, in euro including VAT; zero beyond the last one."""
    place = (row.rank or 0) - 1
    return Decimal(phase.prizes[place]) if 0 <= place < len(phase.prizes) else Decimal(0)


def amount_fault(decision: Decision, amount: Decimal | None) -> str:
    """Why an award cannot be worth this, in euro including VAT; empty when it can.

    At most what was offered; of a contest at most the first prize.
    """
    prizes = decision.decision_set.phase.prizes
    most = Decimal(prizes[0]) if prizes else decision.proposal.opened.price_incl_vat
    if amount is not None and 0 < amount <= most:
        return ""
    told = (
        _("A prize is more than zero and at most the first prize of %(most)s.")
        if prizes
        else _("An award is more than zero and at most the offered price of %(most)s.")
    )
    return told % {"most": euro_text(most)}


def require_amount(decision: Decision, amount: Decimal | None) -> None:
    """Refuse an award that cannot be worth this."""
    if fault := amount_fault(decision, amount):
        raise TransitionRefused(fault, code="amount")
