"""The people of a company now, as its page shows them."""

from dataclasses import dataclass

from portal.accounts.models import Membership, Organisation, User
from portal.accounts.selectors import signatories_of
from portal.models import CURRENT


@dataclass(frozen=True)
class Member:
    """Somebody in one role; `may_be_ended` by who looks at the page."""

    user: User
    role: str
    role_label: str
    may_be_ended: bool


def members_of(organisation: Organisation, viewer: User) -> list[Member]:
    """Everybody of the company now, sorted by name."""
    rows = organisation.memberships.filter(CURRENT).select_related("user", "organisation")
    signatories = set(signatories_of(organisation).values_list("pk", flat=True))
    found = []
    for row in rows.order_by("user__name", "role"):
        is_last = row.role == Membership.Role.SIGNATORY and signatories == {row.user_id}
        may_end = viewer.pk in signatories or row.user_id == viewer.pk
        label = str(row.get_role_display())
        found.append(Member(row.user, row.role, label, may_end and not is_last))
    return found


def is_last_signatory(membership: Membership) -> bool:
    """Whether nobody would sign for the company without this one."""
    if membership.role != Membership.Role.SIGNATORY:
        return False
    others = signatories_of(membership.organisation).exclude(pk=membership.user_id)
    return not others.exists()
