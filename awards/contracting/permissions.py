"""Who asks for what a contract pays, and who pays it."""

from typing import Any

from awards.contracting.models import Payment
from awards.permissions import can_countersign
from portal.accounts.models import Membership
from portal.accounts.permissions import has_role

Role = Membership.Role


def can_request_payment(user: Any, payment: Payment) -> bool:
    """A signatory or editor of the contractor."""
    company = payment.contract.decision.proposal.dossier.lead
    return has_role(user, Role.SIGNATORY, Role.EDITOR, organisation=company)


def can_record_payment(user: Any, payment: Payment) -> bool:
    """An officer of the authority that contracts."""
    return can_countersign(user, payment.contract)
