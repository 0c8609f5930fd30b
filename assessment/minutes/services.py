"""Writing the minutes, laying them before the members, and signing them (REQ-06: both kept)."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from assessment.minutes import emails, permissions
from assessment.minutes.documents import minutes_pdf
from assessment.minutes.models import Minutes, MinutesSignature, Presented
from assessment.minutes.selectors import is_signed, last_presented, lines
from assessment.models import Committee, Seat
from portal.accounts.models import User
from portal.audit.record import record
from portal.files import store
from portal.work.jobs import start_job
from portal.work.models import Task
from portal.work.tasks_of import close_tasks, open_task
from portal.workflow import TransitionRefused, lock

JOB = "assessment.minutes"
State = Committee.State


@dataclass(frozen=True)
class Draft:
    """What a form holds; `version` is the one that was on the screen, 0 for none."""

    held_on: date
    place: str
    present: Iterable[Seat]
    text: str
    version: int


@transaction.atomic
def write_minutes(committee: Committee, draft: Draft, *, by: User) -> Minutes:
    """Save the minutes, during the meeting and after it, as long as not everybody signed.

    Raises PermissionDenied, TransitionRefused (no meeting yet, signed, or saved elsewhere).
    """
    committee = lock(committee)
    if not permissions.can_write_minutes(by, committee):
        raise PermissionDenied("write_minutes")
    if committee.state not in {State.CONSENSUS, State.RANKED, State.ADVISED}:
        raise TransitionRefused(_("The meeting has not begun yet."), code="no_meeting")
    minutes = Minutes.objects.filter(committee=committee).first()
    if (minutes.version if minutes else 0) != draft.version:
        raise TransitionRefused(
            _("Somebody else saved the minutes while you were writing. Your text is still here."),
            code="stale",
        )
    _refuse_when_signed(committee, minutes)
    minutes, _is_new = Minutes.objects.update_or_create(
        committee=committee,
        defaults={
            "held_on": draft.held_on,
            "place": draft.place.strip(),
            "text": draft.text.strip(),
            "version": draft.version + 1,
        },
    )
    minutes.present.set(draft.present)
    record("write_minutes", committee, by=by)
    return minutes


@transaction.atomic
def present_minutes(minutes: Minutes, *, by: User) -> Presented:
    """Lay the saved text before the members; what they signed before counts no longer.

    Raises PermissionDenied, TransitionRefused before the round is closed or once all signed.
    """
    committee = lock(minutes.committee)
    if not permissions.can_write_minutes(by, committee):
        raise PermissionDenied("present_minutes")
    if committee.state not in {State.RANKED, State.ADVISED}:
        raise TransitionRefused(
            _("The minutes go to the members once the round is closed."), code="round_open"
        )
    _refuse_when_signed(committee, minutes)
    presented = Presented.objects.create(
        minutes=minutes, number=minutes.presented.count() + 1, presented_by=by
    )
    close_tasks(_task_key(committee), prefix=True)
    record("present_minutes", presented, by=by)
    start_job(JOB, presented.pk, [f"{presented.number}"], by=by)
    return presented


def make_minutes(presented: Presented) -> None:
    """Make the PDF, and ask the members to sign it; done again, it changes nothing."""
    if presented.file is not None:
        return
    content = minutes_pdf(presented)
    presented.file = store.save_bytes(content, "application/pdf", by=presented.presented_by)
    presented.sha256 = hashlib.sha256(content).hexdigest()
    presented.save(update_fields=["file", "sha256"])
    committee = presented.minutes.committee
    if last_presented(presented.minutes) != presented:
        return
    for line in lines(committee, presented):
        _ask_to_sign(presented, line.seat)
        emails.queue_presented(presented, line.seat)


@transaction.atomic
def sign_minutes(presented: Presented, *, sha256: str, by: User) -> MinutesSignature:
    """Sign the PDF with this hash, which is the one that the page showed.

    Raises PermissionDenied, TransitionRefused where another text lies before the members by now.
    """
    committee = lock(presented.minutes.committee)
    if not permissions.can_sign_minutes(by, committee):
        raise PermissionDenied("sign_minutes")
    presented = lock(presented)
    if last_presented(presented.minutes) != presented or not sha256 == presented.sha256 != "":
        raise TransitionRefused(
            _("The minutes were changed. Read the new text before you sign."), code="changed"
        )
    seat = Seat.objects.of(by).get(committee=committee)
    signature, is_new = MinutesSignature.objects.get_or_create(
        presented=presented, seat=seat, defaults={"sha256": sha256}
    )
    if is_new:
        record("sign_minutes", presented, by=by, sha256=sha256)
        close_tasks(f"{_task_key(committee)}{by.pk}")
    return signature


def _refuse_when_signed(committee: Committee, minutes: Minutes | None) -> None:
    presented = last_presented(minutes) if minutes else None
    if presented is not None and is_signed(committee, presented):
        raise TransitionRefused(
            _("All members have signed these minutes. They no longer change."), code="signed"
        )


def _ask_to_sign(presented: Presented, seat: Seat) -> None:
    phase = presented.minutes.committee.phase
    with translation.override(seat.user.language):
        open_task(
            Task.Kind.SIGN_MINUTES,
            seat.user,
            subject=str(phase),
            url=reverse("minutes:minutes", args=[phase.call.reference, phase.code]),
            key=f"{_task_key(presented.minutes.committee)}{seat.user_id}",
        )


def _task_key(committee: Committee) -> str:
    return f"{Task.Kind.SIGN_MINUTES.value}:{committee.pk}:"
