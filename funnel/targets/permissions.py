"""Who reads targets, and who writes them: an authority its own."""

from typing import Any

from django.db.models import Q, QuerySet

from portal.accounts.models import Membership, Organisation
from portal.accounts.permissions import has_role, is_analyst
from portal.models import CURRENT

Role, Kind = Membership.Role, Organisation.Kind
AUTHORITIES = (Kind.AUTHORITY, Kind.AGENCY, Kind.MINISTRY)


def can_read_targets(user: Any) -> bool:
    """Analysts, of every authority; officers, of their own."""
    return has_role(user, Role.ANALYST, Role.OFFICER)


def readable_authorities(user: Any) -> QuerySet[Organisation]:
    """The authorities whose targets this person reads."""
    authorities = Organisation.objects.filter(kind__in=AUTHORITIES)
    if is_analyst(user):
        return authorities
    own = Membership.objects.filter(CURRENT, user=user, role=Role.OFFICER)
    return authorities.filter(Q(pk__in=own.values("organisation")))


def can_write_targets(user: Any, authority: Organisation) -> bool:
    """An officer of that authority, and nobody else."""
    return has_role(user, Role.OFFICER, organisation=authority)


def can_choose_tier(user: Any, authority: Organisation) -> bool:
    """An officer of the authority, or an analyst, who tells the totals per tier."""
    return is_analyst(user) or can_write_targets(user, authority)


def can_write_to_parliament(user: Any) -> bool:
    """Analysts: the export tells of all authorities."""
    return is_analyst(user)
