"""What the scheduler does for consultations and meetings."""

from celery import shared_task
from django.utils.translation import gettext, override

from calls.market import transitions
from calls.market.models import Meeting
from calls.models import Call
from portal.clock import portal_now


@shared_task(name="calls.market.tasks.forget")
def forget() -> int:
    """Forget who asked to take part and never proved the mail address."""
    return transitions.forget_unconfirmed()


@shared_task(name="calls.market.tasks.follow_calls")
def follow_calls() -> int:
    """Call off the coming meetings of calls that were stopped; run again, it finds none."""
    meetings = list(
        Meeting.objects.filter(
            state=Meeting.State.ANNOUNCED,
            starts_at__gt=portal_now(),
            call__state=Call.State.CANCELLED,
        )
    )
    for meeting in meetings:
        with override("nl"):  # the reasons are public, and the portal's first language is Dutch
            reasons = gettext("The call was stopped.")
        transitions.cancel_meeting(meeting, by=transitions.visitor(), reasons=reasons)
    return len(meetings)
