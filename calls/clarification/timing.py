"""Whether a notice comes so late, or changes so much, that companies need more time."""

from dataclasses import dataclass
from datetime import datetime

from calls import phases
from calls.clarification.models import Notice
from calls.extension import information_days, proposed_extension
from calls.periods import closing_with_information
from portal.look.wording import AMSTERDAM

# For a change that matters in a procedure without a legal period: as long as Part 2 asks.
DAYS_FOR_A_CHANGE = 10


@dataclass(frozen=True)
class MoreTime:
    """The later deadline that a notice asks for; `days` whole days lie between them."""

    days: int
    to: datetime


def more_time_for(notice: Notice, at: datetime) -> MoreTime | None:
    """What a notice that is published at `at` asks for; None when there is time enough.

    One that was published goes on asking until the deadline was moved, or has passed.

    News within the information period asks for a later deadline (Aanbestedingswet 2.54); a change
    that matters does so in every procedure (Gids Proportionaliteit; Directive 2014/24 art. 47(3)).
    """
    closes_at = notice.phase.closes_at
    if closes_at is None or not phases.is_open(notice.phase, at):
        return None
    at = notice.published_at or at
    if proposed := proposed_extension(notice.phase, at):
        return MoreTime(proposed.days, proposed.to)
    if not notice.is_substantial:
        return None
    days = information_days(notice.call) or DAYS_FOR_A_CHANGE
    to = closing_with_information(at, days, at=closes_at.astimezone(AMSTERDAM).time())
    return MoreTime(days, to) if to > closes_at else None
