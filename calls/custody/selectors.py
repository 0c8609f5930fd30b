"""Which keys are still to be kept, and who holds them."""

from datetime import datetime, timedelta

from django.db.models import QuerySet

from calls import phases
from calls.custody.models import Renewal
from calls.models import Call, KeyHolder, Phase

ASKED_BEFORE = (timedelta(days=14), timedelta(days=3))
WITHIN = timedelta(minutes=10)  # as at the opening


def kept_phases(call: Call) -> QuerySet[Phase]:
    """The phases whose vault is closed still, in the order in which locks are taken."""
    return call.phases.filter(state__in=phases.UNOPENED).exclude(public_key=None).order_by("order")


def running_renewal(call: Call, now: datetime) -> Renewal | None:
    """One that was started and can still be confirmed."""
    recent = Renewal.objects.filter(call=call, done_at=None, started_at__gt=now - WITHIN)
    return recent.select_related("started_by", "start_proof").last()


def rehearsed(call: Call) -> Renewal | None:
    """When two holders last showed that the keys come back."""
    done = Renewal.objects.filter(call=call).exclude(done_at=None)
    return done.select_related("started_by", "confirmed_by").last()


def future_holders(call: Call) -> list[KeyHolder]:
    """Who holds a part after the next renewal: who confirmed, and is not let go."""
    return list(
        call.key_holders.filter(confirmed_at__isnull=False, is_leaving=False).select_related(
            "user__holder_key"
        )
    )


def is_renewal_due(call: Call) -> bool:
    """Whether a deputy waits for a part, or somebody was let go who still has one."""
    holders = call.key_holders.filter(confirmed_at__isnull=False)
    return (
        holders.filter(is_leaving=False, shares=None).exists()
        or holders.filter(is_leaving=True).exists()
    )
