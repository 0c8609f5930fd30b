"""What happens when in a call: the timeline of its page and the entries of its calendar.

One list for both, so that they cannot disagree. A part of the call that has moments of its own (a
meeting, the last day for questions) adds them in `moments_of`.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from calls.market.models import Meeting
from calls.models import Call, Phase
from calls.planning import result_by
from portal.look.figures import instant


@dataclass(frozen=True)
class Moment:
    """A point in a call, a whole day (`at` is a date then), or a stretch of it up to `until`.

    `code` names it within the call for good: a calendar knows an entry again by it.
    """

    code: str
    label: str
    at: datetime | date
    note: str = ""
    url: str = ""
    until: datetime | None = None
    revision: int = 0  # counts changes of this moment that leave the terms alone


def moments_of(call: Call) -> list[Moment]:
    """Everything on the call's timeline, oldest first; its phases are prefetched."""
    found = [moment for phase in call.phases.all() for moment in _of_phase(phase)]
    found += [_of_meeting(meeting) for meeting in call.meetings.public()]
    if call.published_at:
        found.append(Moment("published", _("Call published"), call.published_at))
    return sorted(found, key=lambda moment: instant(moment.at))


def _of_phase(phase: Phase) -> Iterator[Moment]:
    name = {"phase": capfirst(phase.name)}
    if phase.opens_at:
        yield Moment(f"{phase.code}-opens", _("%(phase)s opens") % name, phase.opens_at)
    if phase.closes_at:
        label = _("%(phase)s: deadline for offers") % name
        yield Moment(f"{phase.code}-closes", label, phase.closes_at)
    if result := result_by(phase):
        yield Moment(f"{phase.code}-result", _("%(phase)s: result expected") % name, result.date())


def _of_meeting(meeting: Meeting) -> Moment:
    is_off = meeting.state == Meeting.State.CANCELLED
    note = _("Called off.") if is_off else meeting.place
    return Moment(
        f"meeting-{meeting.uuid}",
        meeting.title,
        meeting.starts_at,
        note=note,
        url=reverse("market:meeting", args=[meeting.uuid]),
        until=meeting.ends_at,
        revision=meeting.sequence,
    )
