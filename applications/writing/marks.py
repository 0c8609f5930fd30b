"""Saving what of an offer is confidential."""

from collections.abc import Iterable

from applications.confidentiality import FREED, MARKS, PUBLIC, marked_in
from applications.models import Proposal
from applications.saving import save_part
from portal.accounts.models import User


def save_marks(proposal: Proposal, confidential: Iterable[str], *, version: int, by: User) -> int:
    """Keep these answers and files confidential and free the others; return the new version.

    Raises as `save_section` does: Conflict when a colleague changed the marks meanwhile.
    """
    kept = set(confidential)
    freed = [
        each.code
        for each in marked_in(proposal.phase, frozenset())
        if each.code not in kept and each.code != PUBLIC
    ]
    return save_part(proposal, MARKS, {FREED: sorted(freed)}, version=version, by=by)
