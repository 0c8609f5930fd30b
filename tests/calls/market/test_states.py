"""State x move and role x move of everything here, against tables written down again."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from calls.market import tasks, transitions
from calls.market.models import Consultation, ConsultationReport, Meeting, Registration
from calls.models import Call
from portal.audit.models import AuditEvent
from portal.clock import portal_now
from portal.workflow import TransitionRefused
from tests.calls.market import stages
from tests.cast import Cast

ROLES = ("author", "officer", "outsider", "escrow", "analyst", "auditor", "operator", "applicant",
         "rival", "unassigned")  # fmt: skip

CONSULTATION = """
                      draft      announced  reported  cancelled
announce_consultation announced  -          -         -
cancel_consultation   cancelled  cancelled  -         -
"""
MEETING = """
                 draft      announced  reported  cancelled
announce_meeting announced  -          -         -
cancel_meeting   cancelled  cancelled  -         -
report_meeting   -          reported   -         -
"""
REPORT = """
               draft      in_review  published
submit_report  in_review  -          -
return_report  -          draft      -
publish_report -          published  -
"""
REGISTRATION = """
                    pending    placed     waiting    cancelled
confirm             placed     placed     waiting    cancelled
register            placed     placed     waiting    placed
cancel_registration cancelled  cancelled  cancelled  -
"""


def cells(table: str) -> list[tuple[str, str, str]]:
    head, *rows = [line.split() for line in table.strip().splitlines()]
    return [
        (move, state, target)
        for move, *targets in rows
        for state, target in zip(head, targets, strict=True)
    ]


MOVES: dict[str, Callable[[Any, Any], Any]] = {
    "announce_consultation": lambda row, by: transitions.announce_consultation(row, by=by),
    "cancel_consultation": lambda row, by: transitions.cancel_consultation(
        row, by=by, reasons="Geen budget."
    ),
    "announce_meeting": lambda row, by: transitions.announce_meeting(row, by=by),
    "cancel_meeting": lambda row, by: transitions.cancel_meeting(row, by=by, reasons="Ziek."),
    "report_meeting": lambda row, by: transitions.report_meeting(row, by=by, report="Verslag."),
    "submit_report": lambda row, by: transitions.submit_report(row, by=by),
    "return_report": lambda row, by: transitions.return_report(row, by=by, remarks="Korter."),
    "publish_report": lambda row, by: transitions.publish_report(row, by=by),
}


def test_the_tables_are_whole() -> None:
    for table, model in [
        (CONSULTATION, Consultation), (MEETING, Meeting), (REPORT, ConsultationReport),
        (REGISTRATION, Registration),
    ]:  # fmt: skip
        assert {state for _move, state, _to in cells(table)} == set(model.State.values)


def refused(change: Callable[[], Any], row: Any) -> None:
    before, events = row.state, AuditEvent.objects.count()
    with pytest.raises(TransitionRefused):
        change()
    row.refresh_from_db()
    assert row.state == before
    assert AuditEvent.objects.count() == events


def moved(row: Any, move: str, state: str, target: str, by: Any) -> None:
    type(row).objects.filter(pk=row.pk).update(state=state)
    row.refresh_from_db()
    if target == "-":
        refused(lambda: MOVES[move](row, by), row)
        return
    assert MOVES[move](row, by).state == target
    line = AuditEvent.objects.filter(action=move).latest("pk")
    assert (line.data["before"], line.data["after"], line.actor) == (state, target, by)


@pytest.mark.parametrize(("move", "state", "target"), cells(CONSULTATION))
def test_each_move_of_a_consultation(cast: Cast, move: str, state: str, target: str) -> None:
    moved(stages.draft(cast), move, state, target, cast.officer)


@pytest.mark.parametrize(("move", "state", "target"), cells(MEETING))
def test_each_move_of_a_meeting(cast: Cast, move: str, state: str, target: str) -> None:
    meeting = stages.call_with_meeting(cast)
    if move == "report_meeting":
        begun(meeting)
    moved(meeting, move, state, target, cast.officer)


@pytest.mark.parametrize(("move", "state", "target"), cells(REPORT))
def test_each_move_of_a_report(cast: Cast, move: str, state: str, target: str) -> None:
    report = stages.in_review(stages.announced(cast), cast)
    if state == "published":
        report = transitions.publish_report(report, by=cast.officer)
    moved(report, move, state, target, cast.officer)


@pytest.mark.parametrize(("move", "state", "target"), cells(REGISTRATION))
def test_each_move_of_a_registration(cast: Cast, move: str, state: str, target: str) -> None:
    """Registering and confirming twice change nothing; a place given back is really free."""
    meeting = stages.call_with_meeting(cast, capacity=1)
    person = stages.participant(meeting.host, at=meeting)
    row = person.registrations.get()
    if state == "waiting":
        stages.participant(meeting.host, 1, at=meeting)  # keeps the only place taken
        Registration.objects.exclude(pk=row.pk).update(state="placed")
    Registration.objects.filter(pk=row.pk).update(state=state)
    row.refresh_from_db()
    by = transitions.visitor()
    if target == "-":
        refused(lambda: transitions.cancel_registration(row, by=by), row)
        return
    if move == "cancel_registration":
        transitions.cancel_registration(row, by=by)
    elif move == "confirm":
        transitions.confirm(person, by=by)
    else:
        transitions.register(person, meeting, by=by)
    row.refresh_from_db()
    assert row.state == target


OFFICERS = {"author", "officer"}


@pytest.mark.parametrize("name", ROLES)
@pytest.mark.parametrize("move", MOVES)
def test_each_move_is_for_its_own_people_only(cast: Cast, move: str, name: str) -> None:
    row: Any
    if move.endswith("consultation"):
        row = stages.draft(cast)
    elif move.endswith("meeting"):
        row = stages.call_with_meeting(cast)
        if move == "report_meeting":
            begun(row)
        elif move == "announce_meeting":
            Meeting.objects.update(state="draft")
    else:
        row = stages.in_review(stages.announced(cast), cast)
        if move == "submit_report":
            ConsultationReport.objects.update(state="draft")
    row.refresh_from_db()
    by = getattr(cast, name)
    may = name in OFFICERS and (move, name) != ("publish_report", "author")
    assert getattr(transitions, move.upper()).is_offered(row, by=by) is may
    if may:
        MOVES[move](row, by)
    else:
        with pytest.raises(PermissionDenied):
            MOVES[move](row, by)


@pytest.mark.parametrize("name", ["applicant", "rival", "outsider", "operator"])
def test_nobody_cancels_the_registration_of_somebody_else(cast: Cast, name: str) -> None:
    meeting = stages.call_with_meeting(cast)
    row = stages.participant(meeting.host, at=meeting).registrations.get()
    with pytest.raises(PermissionDenied):
        transitions.cancel_registration(row, by=getattr(cast, name))
    transitions.cancel_registration(row, by=cast.officer)  # who was rung up, may


@pytest.mark.parametrize(
    ("move", "make"),
    [("cancel_consultation", stages.announced), ("cancel_meeting", stages.call_with_meeting)],
)
def test_a_move_that_needs_reasons_is_refused_without(cast: Cast, move: str, make: Any) -> None:
    row = make(cast)
    refused(lambda: getattr(transitions, move)(row, by=cast.officer, reasons="  "), row)


def test_consultation_without_its_terms_is_not_announced(cast: Cast) -> None:
    """Everything that is missing is said at once."""
    row = stages.draft(cast, opens_at=None, closes_at=None, entry="invited")
    with pytest.raises(TransitionRefused) as refusal:
        transitions.announce_consultation(row, by=cast.author)
    assert len(refusal.value.message.split("\n")) == 2


def test_meeting_of_a_draft_call_is_not_announced(cast: Cast) -> None:
    meeting = stages.call_with_meeting(cast)
    Meeting.objects.update(state="draft")
    Call.objects.update(state="draft")
    meeting.refresh_from_db()
    refused(lambda: transitions.announce_meeting(meeting, by=cast.officer), meeting)


def test_meetings_of_a_stopped_call_are_called_off_once(cast: Cast) -> None:
    meeting = stages.call_with_meeting(cast)
    Call.objects.update(state="cancelled")
    assert (tasks.follow_calls(), tasks.follow_calls()) == (1, 0)
    meeting.refresh_from_db()
    assert (meeting.state, meeting.cancelled_because) == ("cancelled", "De oproep is gestopt.")


def begun(meeting: Meeting) -> None:
    """The meeting has begun."""
    now = portal_now()
    Meeting.objects.filter(pk=meeting.pk).update(
        register_before=now - timedelta(hours=3), starts_at=now - timedelta(hours=2),
        ends_at=now - timedelta(hours=1),
    )  # fmt: skip
    meeting.refresh_from_db()
