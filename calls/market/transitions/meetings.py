"""Meetings: planned, announced, moved, cancelled, reported. Who registered is told once each time.

Lock order: the meeting before its registrations, everywhere.
"""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from calls.market import emails, permissions, selectors
from calls.market.models import Consultation, Gathering, Meeting, MeetingDocument
from calls.market.transitions import registrations
from calls.models import Call
from portal.accounts.models import User
from portal.audit.record import record
from portal.clock import portal_now
from portal.files import store
from portal.files.uploads import EncryptedUpload
from portal.workflow import Transition, TransitionRefused, lock

State = Meeting.State
MOVES = ("starts_at", "ends_at", "place", "online_url")  # who comes must know at once
TERMS = ("kind", "title", "description", *MOVES, "capacity", "register_before")

ANNOUNCE_MEETING = Transition(
    "announce_meeting", frozenset({State.DRAFT}), State.ANNOUNCED, permissions.can_run_meeting
)
CANCEL_MEETING = Transition(
    "cancel_meeting",
    frozenset({State.DRAFT, State.ANNOUNCED}),
    State.CANCELLED,
    permissions.can_run_meeting,
)
REPORT_MEETING = Transition(
    "report_meeting", frozenset({State.ANNOUNCED}), State.REPORTED, permissions.can_run_meeting
)


@transaction.atomic
def announce_meeting(meeting: Meeting, *, by: User) -> Meeting:
    """Make a meeting public, of a call or a consultation that is public itself."""
    meeting = lock(meeting)
    ANNOUNCE_MEETING.check(meeting, by=by)
    now = portal_now()
    if not _is_live(meeting):
        raise TransitionRefused(
            _("First publish what this meeting belongs to; then announce it."), code="host"
        )
    if meeting.starts_at <= now:
        raise TransitionRefused(_("This meeting begins in the past."), code="past")
    meeting.changed_at = now
    ANNOUNCE_MEETING.apply(meeting, by=by, update=["changed_at"])
    return meeting


@transaction.atomic
def change_meeting(
    meeting: Meeting, *, by: User, terms: Mapping[str, Any], version: int
) -> Meeting:
    """Change a meeting that was not held yet; a move is told to everybody who registered, once.

    More places go to the waiting list at once. Places that people have are never taken away.
    Raises PermissionDenied, TransitionRefused, ValidationError with all faults.
    """
    meeting = lock(meeting)
    registrations.require(permissions.can_run_meeting(by, meeting), "change_meeting")
    if meeting.state not in CANCEL_MEETING.sources:
        raise TransitionRefused(_("This meeting can no longer be changed."), code="state")
    if meeting.version != version:
        raise TransitionRefused(
            _("Somebody else changed this meeting since you opened this page."), code="stale"
        )
    before = {name: getattr(meeting, name) for name in TERMS}
    for name in TERMS:
        if name in terms:
            setattr(meeting, name, terms[name])
    meeting.full_clean()
    require_possible(meeting)
    changed = [name for name in TERMS if getattr(meeting, name) != before[name]]
    is_moved = meeting.state == State.ANNOUNCED and bool({*changed} & {*MOVES})
    meeting.version += 1
    if is_moved:
        meeting.sequence += 1
    meeting.changed_at = portal_now()
    meeting.save(update_fields=[*TERMS, "version", "sequence", "changed_at"])
    record("change_meeting", meeting, by=by, parts=changed, sequence=meeting.sequence)
    if is_moved:
        emails.queue_moved(meeting)
    if meeting.state == State.ANNOUNCED:
        registrations.fill_places(meeting)
    return meeting


@transaction.atomic
def cancel_meeting(meeting: Meeting, *, by: User, reasons: str) -> Meeting:
    """Call a meeting off, with reasons; everybody who registered hears it once."""
    meeting = lock(meeting)
    CANCEL_MEETING.check(meeting, by=by)
    if not reasons.strip():
        raise TransitionRefused(_("Say why: who registered wants to know."))
    was_public = meeting.state == State.ANNOUNCED
    meeting.cancelled_because = reasons.strip()
    meeting.sequence += 1
    meeting.changed_at = portal_now()
    update = ["cancelled_because", "sequence", "changed_at"]
    CANCEL_MEETING.apply(meeting, by=by, update=update)
    if was_public:
        emails.queue_meeting_cancelled(meeting)
    return meeting


@transaction.atomic
def report_meeting(meeting: Meeting, *, by: User, report: str) -> Meeting:
    """Publish the report and the slides for everybody, also for who was not there.

    Refused before the meeting has begun, and while the text names somebody who came.
    """
    meeting = lock(meeting)
    REPORT_MEETING.check(meeting, by=by)
    now = portal_now()
    if now < meeting.starts_at:
        raise TransitionRefused(_("The meeting has not begun yet."), code="early")
    if not report.strip():
        raise TransitionRefused(_("Write a report, however short."), code="empty")
    if names := selectors.registrants_named_in([meeting.title, report], meeting):
        raise TransitionRefused(
            _("The report names who came: %(names)s. Write it without names.")
            % {"names": ", ".join(names)},
            code="names",
        )
    meeting.report, meeting.reported_at = report.strip(), now
    REPORT_MEETING.apply(meeting, by=by, update=["report", "reported_at"])
    return meeting


@transaction.atomic
def add_slides(
    meeting: Meeting, *, title: str, upload: EncryptedUpload | bytes, file_name: str, by: User
) -> MeetingDocument:
    """Add a PDF that becomes public with the report; bytes are a PDF that the portal made."""
    meeting = lock(meeting)
    registrations.require(permissions.can_run_meeting(by, meeting), "add_slides")
    if meeting.state != State.ANNOUNCED:
        raise TransitionRefused(_("Slides are added before the report is published."), code="state")
    file = (
        store.save_bytes(upload, "application/pdf", by=by)
        if isinstance(upload, bytes)
        else store.save_upload(upload, by=by)
    )
    document = MeetingDocument.objects.create(
        meeting=meeting, title=title, file=file, file_name=store.safe_name(file_name)
    )
    record("add_slides", meeting, by=by, sha256=file.sha256)
    return document


def _is_live(meeting: Meeting) -> bool:
    host = meeting.host
    live = Call.State.PUBLISHED if isinstance(host, Call) else Consultation.State.ANNOUNCED
    return host.state == live


def require_possible(meeting: Gathering) -> None:
    """An announced meeting is not moved to the past, nor made smaller than who has a place."""
    if meeting.state != State.ANNOUNCED:
        return
    if meeting.starts_at <= portal_now():
        raise TransitionRefused(_("This meeting begins in the past."), code="past")
    taken = selectors.places_taken(meeting)
    if meeting.capacity is not None and meeting.capacity < taken:
        raise TransitionRefused(
            _("%(taken)s people have a place already: fewer places are not possible.")
            % {"taken": taken},
            code="capacity",
        )
