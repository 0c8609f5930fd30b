"""Whom the mails about seats go to."""

from collections.abc import Iterable

from assessment.models import Seat
from portal.accounts.models import User
from portal.mail.outbox import queue_mail


def queue_declined(seat: Seat, to: Iterable[User]) -> None:
    """Somebody who was asked declined: the seat may have to be filled by somebody else."""
    for person in to:
        queue_mail(
            "seat_declined",
            to=person,
            key=f"seat:{seat.pk}",
            context={"seat": seat, "phase": seat.committee.phase},
        )
