"""What the scheduler does for calls."""

from celery import shared_task

from calls import transitions
from calls.models import Call, Phase
from portal.clock import portal_now


@shared_task(name="calls.tasks.write_phase_states")
def write_phase_states() -> int:
    """Write down which phases opened or closed by the clock; no rule waits for this."""
    now = portal_now()
    phases = Phase.objects.filter(call__state=Call.State.PUBLISHED).select_related("call")
    written = 0
    for phase in phases.filter(state=Phase.State.PLANNED, opens_at__lte=now, closes_at__gt=now):
        written += transitions.write_open(phase)
    for phase in phases.filter(
        state__in=[Phase.State.PLANNED, Phase.State.OPEN], closes_at__lte=now
    ):
        written += transitions.write_closed(phase)
    return written
