"""Who may word the letters of an authority."""

from typing import Any

from portal.accounts.models import Membership, Organisation
from portal.accounts.permissions import has_role


def can_edit_texts(user: Any, authority: Organisation) -> bool:
    """An officer of the authority whose letters they are."""
    return authority.kind == Organisation.Kind.AUTHORITY and has_role(
        user, Membership.Role.OFFICER, organisation=authority
    )
