"""When things happen in a case: from the phases' own dates, at plausible places between them."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from demo.casephases import CasePhase
from demo.cases import Case

DAY = timedelta(days=1)
AFTER_LAST = timedelta(days=540)  # how long the last phase's work may take
USUAL_DECISION = timedelta(days=24)


@dataclass(frozen=True)
class PhaseTimes:
    """The moments of one phase, in their order."""

    opens: datetime
    closes: datetime
    opening: datetime
    admissible: datetime
    committee: datetime
    declared: datetime
    scored: datetime
    consensus: datetime
    advised: datetime
    proposed: datetime
    approved: datetime
    released: datetime
    signed: datetime
    delivered: datetime
    accepted: datetime

    def stage(self, number: int, stages: int) -> tuple[datetime, datetime]:
        """When stage `number` of the work is delivered and accepted, the last one at its end."""
        if number == stages:
            return self.delivered, self.accepted
        span = self.delivered - self.signed
        delivered = self.signed + span * (number / stages)
        return delivered, delivered + (self.accepted - self.delivered) * 0.5

    def offer(self, index: int, count: int) -> datetime:
        """When offer `index` of `count` is sent: most of them late, none at the last minute."""
        span = self.closes - self.opens
        start, end = self.opens + span * 0.15, self.closes - min(timedelta(hours=2), span * 0.02)
        return start + (end - start) * ((index + 1) / (count + 1)) ** 0.6


@dataclass(frozen=True)
class Times:
    """A whole case: drafting, publishing, each phase, buying."""

    drafted: datetime
    confirmed: datetime
    published: datetime
    phases: tuple[PhaseTimes, ...]
    bought: datetime


def times_of(case: Case) -> Times:
    """All moments of a case, in one order, from the dates that it states."""
    first = case.phases[0].opens_at
    phases = []
    for phase, following in zip(case.phases, [*case.phases[1:], None], strict=True):
        phases.append(_phase(phase, following.opens_at if following else None))
    return Times(
        drafted=first - 45 * DAY,
        confirmed=first - 30 * DAY,
        published=first - 21 * DAY,
        phases=tuple(phases),
        bought=phases[-1].accepted + 90 * DAY,
    )


def _phase(phase: CasePhase, next_opens: datetime | None) -> PhaseTimes:
    closes = phase.closes_at
    end = next_opens or closes + AFTER_LAST
    released = closes + min(USUAL_DECISION, (end - closes) * 0.4)
    if phase.announced_on:
        announced = closes.replace(
            year=phase.announced_on.year, month=phase.announced_on.month,
            day=phase.announced_on.day, hour=10, minute=0,
        )  # fmt: skip
        released = announced if closes + DAY < announced < end else released
    judging, working = released - closes, end - released
    return PhaseTimes(
        opens=phase.opens_at,
        closes=closes,
        opening=closes + min(timedelta(hours=1), judging * 0.02),
        admissible=closes + judging * 0.06,
        committee=closes + judging * 0.10,
        declared=closes + judging * 0.15,
        scored=closes + judging * 0.55,
        consensus=closes + judging * 0.70,
        advised=closes + judging * 0.75,
        proposed=closes + judging * 0.82,
        approved=closes + judging * 0.90,
        released=released,
        signed=released + working * 0.10,
        delivered=released + working * 0.85,
        accepted=released + working * 0.93,
    )
