"""What is held, what is due, and for which organisations somebody keeps the archive."""

from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from archive.retention.models import DestructionItem, DestructionList, Hold
from portal.accounts.models import Membership, Organisation
from portal.clock import portal_today
from portal.models import CURRENT

Role = Membership.Role


def active_holds(today: date | None = None) -> QuerySet[Hold]:
    """The holds that stand today."""
    today = today or portal_today()
    return Hold.objects.filter(Q(until=None) | Q(until__gte=today), lifted_at=None)


def archives_of(user: Any) -> QuerySet[Organisation]:
    """The organisations whose archive this person keeps."""
    memberships = Membership.objects.filter(CURRENT, user=user)
    platform = Q(kind=Organisation.Kind.PLATFORM)
    return Organisation.objects.filter(
        Q(pk__in=memberships.filter(role=Role.OFFICER).values("organisation")) & ~platform
        | Q(pk__in=memberships.filter(role=Role.OPERATOR).values("organisation")) & platform
    )


def lists_of(user: Any) -> QuerySet[DestructionList]:
    """The lists of those organisations."""
    return DestructionList.objects.filter(owner__in=archives_of(user)).select_related(
        "owner", "drawn_up_by", "approved_by", "certificate"
    )


def destroyed(code: str) -> QuerySet[DestructionItem]:
    """What was destroyed of one category, whoever did it."""
    return DestructionItem.objects.filter(listed__category=code, destroyed_at__isnull=False)
