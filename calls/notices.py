"""The notice of a call under Part 2 of the Aanbestedingswet: when the call may follow it.

The portal does not replace TenderNed: the notice is sent there, and its number and day are kept
here. A call is not public here before the notice is (Directive 2014/24/EU, article 52), and its
deadline leaves the period that the instrument states, counted from the day of sending (REQ-08).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from calls import periods, procedures
from calls.instruments import instrument_of
from calls.instruments.definition import Origin
from calls.models import Call, Phase
from portal.look.wording import day_text, moment_text


def needs_notice(call: Call) -> bool:
    """Whether a notice on TenderNed goes before this call."""
    return procedures.is_part_2(call)


def public_from(call: Call) -> datetime | None:
    """The first moment at which this call may be public here; None while that is not known.

    From the day on which the notice was published, else so many hours after it was sent as the
    instrument states (48 in article 52). The hour of sending is not kept, so they are counted
    from the end of that day.
    """
    if call.notice_published_on is not None:
        return periods.end_of(call.notice_published_on - timedelta(days=1))
    if call.notice_sent_on is None:
        return None
    hours = instrument_of(call.instrument).notice_hours
    return periods.end_of(call.notice_sent_on) + timedelta(hours=hours)


@dataclass(frozen=True, order=True)
class FirstDeadline:
    """The first moment at which a phase may close, and the period that sets it."""

    moment: datetime
    days: int
    source: str


def first_deadline(call: Call, phase: Phase) -> FirstDeadline | None:
    """When this phase may close at the earliest; None when nothing is stated about it."""
    if call.notice_sent_on is None:
        return None
    stated = [
        (period.days, period.source)
        for period in instrument_of(call.instrument).periods
        if period.counted_from == Origin.NOTICE_SENT and period.phase == phase.code
    ]
    if phase.entry == Phase.Entry.OPEN:
        stated += [
            (procedure.notice_days, procedure.source)
            for procedure in procedures.chosen_in(call)
            if procedure.notice_days
        ]
    limits = (
        FirstDeadline(periods.earliest_deadline(call.notice_sent_on, days), days, source)
        for days, source in stated
    )
    return max(limits, default=None)


def faults_of(call: Call, now: datetime) -> Iterator[str]:
    """What keeps the call from being published; nothing for a call that needs no notice."""
    if not needs_notice(call):
        return
    if not call.notice_number.strip():
        yield _("Fill in the number of the notice on TenderNed.")
    if call.notice_sent_on is None:
        yield _("Fill in on which day the notice was sent.")
        return
    if now < periods.end_of(call.notice_sent_on - timedelta(days=1)):
        yield _("The notice is sent on %(day)s: the call follows it.") % {
            "day": day_text(call.notice_sent_on)
        }
    if call.notice_published_on and call.notice_published_on < call.notice_sent_on:
        yield _("A notice is published after it was sent.")
    if (public := public_from(call)) and now < public:
        yield _("The call may be public from %(moment)s, or once the notice is published.") % {
            "moment": moment_text(public, seconds=False)
        }
    yield from _too_early(call)


def _too_early(call: Call) -> Iterator[str]:
    """Offers or requests cannot close before the legal period has ended."""
    public = public_from(call)
    for phase in call.phases.all():
        if not phase.takes_offers or phase.entry != Phase.Entry.OPEN:
            continue
        phase.call = call
        least = first_deadline(call, phase)
        if public and phase.opens_at and phase.opens_at < public:
            yield _("%(phase)s opens before the notice is public.") % {
                "phase": capfirst(phase.name)
            }
        if least and phase.closes_at and phase.closes_at < least.moment:
            yield _(
                "%(phase)s closes too early: not before %(moment)s, %(days)s days after the notice "
                "was sent (%(source)s)."
            ) % {
                "phase": capfirst(phase.name),
                "moment": moment_text(least.moment, seconds=False),
                "days": least.days,
                "source": least.source,
            }
