"""Whom the mail about the minutes goes to. It carries a link, no names and no scores."""

from assessment.minutes.models import Presented
from assessment.models import Seat
from portal.mail.outbox import queue_mail


def queue_presented(presented: Presented, seat: Seat) -> None:
    """The minutes lie before this member."""
    phase = presented.minutes.committee.phase
    queue_mail(
        "minutes_presented",
        to=seat.user,
        key=f"minutes:{presented.pk}:{seat.pk}",
        context={"phase": phase},
    )
