"""The moves that are open to somebody on a contract."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from awards import transitions
from awards.contracting.models import Payment
from awards.contracting.transitions.payments import RECORD_PAYMENT, REQUEST_PAYMENT
from awards.models import Contract, Deliverable
from awards.partnership.selectors import has_gone_on


def contract_actions(
    contract: Contract,
    deliverables: list[Deliverable],
    payments: list[Payment],
    user: Any,
    waits: list[str],
) -> list[dict[str, Any]]:
    """The moves that are open to this person on this contract, in the order of the contract."""
    signing = [
        (transitions.SIGN, "awards:sign", _("Sign for your company")),
        (transitions.COUNTERSIGN, "awards:countersign", _("Sign for the authority")),
    ]
    actions: list[dict[str, Any]] = [
        {"label": label, "url": reverse(name, args=[contract.uuid])}
        for move, name, label in signing
        if move.is_offered(contract, by=user) and not waits
    ]
    if contract.state == Contract.State.RUNNING:
        for part in deliverables:
            names = {"title": part.title}
            is_due = part.stage == 1 or has_gone_on(contract, part.stage - 1)
            if is_due and transitions.DELIVER.is_offered(part, by=user):
                actions.append(
                    {
                        "label": _("Deliver: %(title)s") % names,
                        "url": reverse("awards:deliver", args=[part.uuid]),
                    }
                )
            elif transitions.ACCEPT.is_offered(part, by=user):
                actions.append(
                    {
                        "label": _("Judge: %(title)s") % names,
                        "url": reverse("awards:judge", args=[part.uuid]),
                    }
                )
    actions += _payment_actions(payments, user)
    if actions:
        actions[0]["is_primary"] = True
    return actions


def _payment_actions(payments: list[Payment], user: Any) -> list[dict[str, Any]]:
    """To ask for what was accepted, and to write down that it was paid."""
    moves = [
        (REQUEST_PAYMENT, "contracting:request-payment", _("Ask for the payment: %(title)s")),
        (RECORD_PAYMENT, "contracting:record-payment", _("Write down the payment: %(title)s")),
    ]
    return [
        {"label": label % {"title": payment}, "url": reverse(name, args=[payment.uuid])}
        for payment in payments
        for move, name, label in moves
        if move.is_offered(payment, by=user)
    ]
