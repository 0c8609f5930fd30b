"""Whom to tell what about an amendment that is being written."""

from calls.amendments.models import Amendment
from portal.accounts.models import User
from portal.mail.outbox import queue_mail


def queue_returned(amendment: Amendment, *, by: User) -> None:
    """The writers hear that the amendment came back, and why."""
    for writer in amendment.writers.all():
        queue_mail(
            "amendment_returned",
            to=writer,
            key=f"{amendment.pk}:{amendment.edits}",
            context={"amendment": amendment, "call": amendment.call, "by": by},
        )
