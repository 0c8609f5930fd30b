"""Can you still open? Asked in time, so that there is time to do something about a no."""

from celery import shared_task

from calls.custody.selectors import ASKED_BEFORE
from calls.custody.waiting import ask_to_try
from calls.models import Call, Phase
from portal.clock import portal_now


@shared_task(name="calls.custody.tasks.ask_to_try_shares")
def ask_to_try_shares() -> int:
    """Ask the holders of every vault that closes in 14 days, and again in 3; return how many."""
    now = portal_now()
    soon = Phase.objects.filter(
        call__state=Call.State.PUBLISHED, closes_at__gt=now, closes_at__lte=now + ASKED_BEFORE[0]
    ).exclude(public_key=None)
    return sum(ask_to_try(phase, now) for phase in soon.select_related("call"))
