"""Who looks through the access at an organisation."""

from portal.accounts.models import Membership, Organisation, User
from portal.accounts.permissions import has_role, is_administrator


def can_review(user: User, organisation: Organisation) -> bool:
    """Its administrator; of a company its signatory."""
    if organisation.kind in Organisation.APPLICANTS:
        return has_role(user, Membership.Role.SIGNATORY, organisation=organisation)
    return is_administrator(user, organisation)
