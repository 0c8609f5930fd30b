"""Who confirms an offer again, and who says that new terms were read."""

from applications.models import Proposal
from applications.permissions import can_edit, can_submit
from portal.accounts.models import User


def can_confirm(user: User, proposal: Proposal) -> bool:
    """Confirming binds the company as sending does: a signatory."""
    return can_submit(user, proposal)


def can_acknowledge(user: User, proposal: Proposal) -> bool:
    """Who writes the offer has read what changed."""
    return can_edit(user, proposal)
