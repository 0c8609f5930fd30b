"""What the ledger says did not work: stretches of minutes that were bad, or that nobody wrote."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _

from calls.models import Call, Phase
from calls.outages.ledger import MINUTE
from calls.outages.models import LedgerMinute
from calls.outages.selectors import was_open_in
from calls.phases import UNOPENED
from portal.accounts.models import User
from portal.clock import portal_now

SHOWN = timedelta(days=14)
LATE = 3 * MINUTE  # the scheduler may come late by so much
LONGEST = timedelta(hours=12)  # a longer gap is between two deadlines, and no outage
AFTER_IT = timedelta(hours=2)  # nobody's new deadline is sooner than this after the end
QUARTER = timedelta(minutes=15)
MARGIN = timedelta(minutes=30)


@dataclass(frozen=True)
class Stretch:
    """From the first bad minute to the first good one."""

    began_at: datetime
    ended_at: datetime

    @property
    def minutes(self) -> int:
        return round((self.ended_at - self.began_at) / MINUTE)


def stretches() -> list[Stretch]:
    """Those of the last two weeks, the newest first."""
    rows = LedgerMinute.objects.filter(call=None, minute__gte=portal_now() - SHOWN)
    found = list(_bad(list(rows.order_by("minute").values_list("minute", "is_well"))))
    return list(reversed(_joined(found)))


def _bad(rows: list[tuple[datetime, bool]]) -> Iterator[Stretch]:
    for place, (minute, is_well) in enumerate(rows):
        if not is_well:
            yield Stretch(minute, minute + MINUTE)
        follows = rows[place + 1][0] if place + 1 < len(rows) else None
        if follows and LATE <= follows - minute - MINUTE <= LONGEST:
            yield Stretch(minute + MINUTE, follows)


def _joined(found: list[Stretch]) -> list[Stretch]:
    """One good minute between two bad ones is the same outage."""
    joined: list[Stretch] = []
    for each in found:
        if joined and each.began_at - joined[-1].ended_at <= MINUTE:
            joined[-1] = Stretch(joined[-1].began_at, each.ended_at)
        else:
            joined.append(each)
    return joined


def touched(stretch: Stretch, phases: list[Phase]) -> list[Phase]:
    """Of these phases, those that were open in it."""
    return [phase for phase in phases if was_open_in(phase, stretch.began_at, stretch.ended_at)]


def new_deadline(stretch: Stretch, phases: list[Phase]) -> datetime | None:
    """The same for all: the time that was lost after the last deadline, two hours at least."""
    deadlines = [phase.closes_at for phase in phases if phase.closes_at]
    if not deadlines:
        return None
    lost = stretch.ended_at - stretch.began_at
    earliest = max(max(deadlines) + lost, stretch.ended_at + AFTER_IT, portal_now() + AFTER_IT)
    whole = earliest.replace(minute=0, second=0, microsecond=0)
    return whole + -((whole - earliest) // QUARTER) * QUARTER


def evidence_rows(stretch: Stretch, user: User) -> Iterator[list[object]]:
    """The ledger from half an hour before to half an hour after, of the portal and my calls.

    As long as a vault of the call is closed it tells whether companies worked on offers, and not
    how much: nobody may learn how many there are.
    """
    window = (stretch.began_at - MARGIN, stretch.ended_at + MARGIN)
    closed = Phase.objects.filter(call=OuterRef("call"), state__in=UNOPENED)
    rows = LedgerMinute.objects.filter(minute__range=window).filter(
        Q(call=None) | Q(call__in=Call.objects.staffed_by(user))
    )
    rows = rows.select_related("call").annotate(is_sealed=Exists(closed))
    for row in rows.order_by("minute", "call__reference"):
        minute = row.minute.isoformat(timespec="minutes")
        if row.call is None:
            state = _("works") if row.is_well else _("does not work")
            yield [minute, "", state, row.milliseconds or "", row.logins, "", "", ""]
        else:
            counts = [row.saves, row.uploads, row.refused]
            shown = [_some(count) for count in counts] if row.is_sealed else counts
            yield [minute, row.call.reference, "", "", "", *shown]


def _some(count: int) -> str:
    return _("some") if count else _("none")
