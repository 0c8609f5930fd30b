"""Who fills in the self-test of a company."""

from portal.accounts.models import Membership, Organisation, User
from portal.accounts.permissions import has_role

Role = Membership.Role


def can_test_size(user: User, organisation: Organisation) -> bool:
    """Who writes the company's offers; everybody of the company reads the outcome."""
    return organisation.kind in Organisation.APPLICANTS and has_role(
        user, Role.SIGNATORY, Role.EDITOR, organisation=organisation
    )
