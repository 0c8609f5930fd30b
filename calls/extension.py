"""News shortly before a deadline proposes a later one; an officer decides, with a reason.

Aanbestedingswet 2.54: what is told about the documents is told so many days before the deadline,
else the deadline moves. How many days is stated by the instrument, or by the call itself.
"""

from dataclasses import dataclass
from datetime import datetime

from calls import periods, phases, procedures
from calls.models import Call, Phase
from portal.look.wording import AMSTERDAM


@dataclass(frozen=True)
class ProposedExtension:
    """A later deadline for one phase: `to` leaves `days` whole days after the news.

    `limit` is the moment before which the news would have needed no later deadline.
    """

    phase: Phase
    days: int
    limit: datetime
    to: datetime


def information_days(call: Call) -> int:
    """The length of the information period in days; 0 when this call has none."""
    if call.information_days is not None:
        return call.information_days
    return procedures.information_days(call)


def proposed_extension(phase: Phase, at: datetime) -> ProposedExtension | None:
    """The later deadline that news given at `at` asks for; None when the present one will do.

    The new deadline keeps the hour in Amsterdam of the present one, on a working day. A phase that
    is not open has nothing to extend.
    """
    days = information_days(phase.call)
    if not days or phase.closes_at is None or not phases.is_open(phase, at):
        return None
    limit = periods.information_limit(phase.closes_at, days)
    if at < limit:
        return None
    hour = phase.closes_at.astimezone(AMSTERDAM).time()
    return ProposedExtension(
        phase, days, limit, periods.closing_with_information(at, days, at=hour)
    )


def proposed_extensions(call: Call, at: datetime) -> list[ProposedExtension]:
    """What news at `at` asks for in every phase of the call."""
    found = []
    for phase in call.phases.all():
        phase.call = call
        if proposed := proposed_extension(phase, at):
            found.append(proposed)
    return found
