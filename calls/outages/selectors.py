"""Which phases an outage can give more time, and which outages a person may see."""

from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from calls import phases
from calls.models import Call, Phase
from calls.outages.models import Outage, OutagePhase
from calls.permissions import is_officer
from portal.accounts.models import User
from portal.clock import portal_now


def extendable_by(user: User) -> list[Phase]:
    """Phases of this officer's calls that have opened, and whose vault has not."""
    calls = Call.objects.staffed_by(user).filter(state=Call.State.PUBLISHED)
    mine = [call for call in calls.select_related("contracting_authority", "executing_agency")
            if is_officer(user, call)]  # fmt: skip
    found = Phase.objects.filter(
        call__in=mine,
        state__in=phases.UNOPENED,
        opens_at__lte=portal_now(),
        public_key__isnull=False,
    )
    return list(found.select_related("call").order_by("closes_at", "pk"))


def was_open_in(phase: Phase, began_at: datetime, ended_at: datetime) -> bool:
    """Whether offers could be sent at any moment of the outage, had there been none."""
    if phase.opens_at is None or phase.closes_at is None:
        return False
    return phase.opens_at < ended_at and began_at < phase.closes_at


def outages_of(user: User) -> QuerySet[Outage]:
    """The outages that touched a call on which this person works, or that they proposed."""
    own = OutagePhase.objects.filter(
        outage=OuterRef("pk"), phase__call__in=Call.objects.staffed_by(user)
    )
    return Outage.objects.filter(Q(Exists(own)) | Q(proposed_by=user)).select_related(
        "proposed_by", "approved_by", "evidence"
    )


def touched_by(outage: Outage) -> list[OutagePhase]:
    """The phases with their calls, in one order everywhere."""
    return list(outage.touched.select_related("phase__call__contracting_authority"))
