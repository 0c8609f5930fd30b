"""Who handles a request: officers of the authority; and two of them decide."""

from typing import Any

from archive.woo.models import WooRequest, WooView
from portal.accounts.models import Membership, Organisation
from portal.accounts.permissions import has_role

Role = Membership.Role


def can_register(user: Any, owner: Organisation) -> bool:
    """An officer of the authority."""
    return has_role(user, Role.OFFICER, organisation=owner)


def can_handle(user: Any, request: WooRequest) -> bool:
    """The same."""
    return can_register(user, request.owner)


def can_decide(user: Any, request: WooRequest) -> bool:
    """Another officer than who proposed."""
    return request.proposed_by_id != user.pk and can_handle(user, request)


def can_answer(user: Any, view: WooView) -> bool:
    """Who signs for the company."""
    return has_role(user, Role.SIGNATORY, organisation=view.company)
