"""Whom to tell of a later deadline after an outage, on the side of the state.

The companies are told by applications.confirming, as of every new version of the terms.
"""

from calls.outages.models import Outage, OutagePhase
from calls.waiting import officers_of
from portal.accounts.models import User
from portal.mail.outbox import queue_mail


def queue_extended(outage: Outage, touched: list[OutagePhase]) -> None:
    """Officers and holders of keys hear it once, whatever number of calls it concerns."""
    rows: dict[User, list[OutagePhase]] = {}
    for row in touched:
        call = row.phase.call
        holders = [holder.user for holder in call.key_holders.select_related("user")]
        for person in {*officers_of(call), *holders}:
            rows.setdefault(person, []).append(row)
    for person, concerned in rows.items():
        queue_mail(
            "deadline_after_outage",
            to=person,
            key=str(outage.pk),
            context={"outage": outage, "touched": concerned},
        )
