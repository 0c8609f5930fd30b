"""REQ-06: members score blind to each other, and what is handed in stands."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from assessment import services, transitions
from assessment.models import Committee, Score, ScoreSheet
from assessment.services import Entry, ScoreConflict
from portal.audit.models import AuditEvent
from portal.mail.models import OutgoingMail
from portal.work.models import Task
from portal.workflow import TransitionRefused
from tests.assessment import stages
from tests.cast import Cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def committee(cast: Cast) -> Committee:
    return stages.declared(stages.formed(cast))


@pytest.fixture
def sheet(committee) -> ScoreSheet:
    return ScoreSheet.objects.filter(seat=committee.seats.first()).order_by("pk").first()


def criterion(sheet, code="impact"):
    return sheet.proposal.phase.criteria.get(code=code)


def save(sheet, value=7, reason="Goed idee.", version=0, by=None):
    entries = {"impact": Entry(value, reason, version)}
    services.save_scores(sheet, entries, by=by or sheet.seat.user)
    return sheet.scores.get(criterion__code="impact")


def test_a_score_may_be_saved_half(sheet):
    assert save(sheet, value=None, reason="Nog nadenken").value is None
    assert save(sheet, value=8, reason="", version=1).version == 2


def test_saving_writes_no_audit_line(sheet):
    before = AuditEvent.objects.count()
    save(sheet)
    assert AuditEvent.objects.count() == before


def test_an_old_version_does_not_overwrite(sheet):
    save(sheet)
    with pytest.raises(ScoreConflict):
        save(sheet, value=2, reason="van een ander scherm", version=0)
    assert Score.objects.get(sheet=sheet).value == 7


def test_a_form_saves_only_what_changed_and_all_or_nothing(sheet):
    """ASVS 2.3.3"""
    save(sheet)  # on another device: impact is at version 1
    entries = {
        "impact": Entry(3, "oud scherm", 0),
        "economy": Entry(6, "ook getypt", 0),
    }
    with pytest.raises(ScoreConflict):
        services.save_scores(sheet, entries, by=sheet.seat.user)
    assert not sheet.scores.filter(criterion__code="economy").exists()
    services.save_scores(sheet, entries, by=sheet.seat.user, overwrite=True)
    assert dict(sheet.scores.values_list("criterion__code", "value")) == {"impact": 3, "economy": 6}


def test_the_same_form_twice_changes_nothing(sheet):
    entries = {"impact": Entry(7, "Goed.", 0)}
    services.save_scores(sheet, entries, by=sheet.seat.user)
    services.save_scores(sheet, entries, by=sheet.seat.user)
    assert sheet.scores.get().version == 1


@pytest.mark.parametrize("value", [0, 11, 99])
def test_a_score_lies_on_the_scale(sheet, value):
    with pytest.raises(TransitionRefused) as refusal:
        save(sheet, value=value)
    assert refusal.value.code == "off_scale"


def test_nobody_scores_on_another_sheet(sheet, cast):
    for other in [cast.members[1], cast.officer, cast.author, cast.applicant, cast.unassigned]:
        with pytest.raises(PermissionDenied):
            save(sheet, by=other)


def test_handing_in_asks_a_value_and_a_reason_for_everything(sheet):
    save(sheet)
    with pytest.raises(TransitionRefused) as refusal:
        transitions.hand_in(sheet, by=sheet.seat.user)
    assert refusal.value.code == "sheet_incomplete"
    assert "Feasibility" in refusal.value.message
    assert "Impact" not in refusal.value.message


def test_what_is_handed_in_is_final(sheet):
    stages.filled(sheet, 7, 7, 7)
    transitions.hand_in(sheet, by=sheet.seat.user)
    with pytest.raises(TransitionRefused) as refusal:
        save(sheet, value=1, version=1)
    assert refusal.value.code == "handed_in"


def test_the_database_too_keeps_a_score_that_was_handed_in(sheet):
    """REQ-06, in the database: not even a direct update changes it."""
    stages.filled(sheet, 7, 7, 7)
    transitions.hand_in(sheet, by=sheet.seat.user)
    with pytest.raises(IntegrityError, match="final"), transaction.atomic():
        sheet.scores.update(value=10)


def test_the_task_closes_with_the_last_sheet(committee, sheet):
    for own in sheet.seat.sheets.all():
        assert Task.objects.filter(kind="score", holder=sheet.seat.user, closed_at=None).exists()
        stages.filled(own, 7, 7, 7)
        transitions.hand_in(own, by=sheet.seat.user)
    assert not Task.objects.filter(kind="score", holder=sheet.seat.user, closed_at=None).exists()


def test_the_chair_gives_a_sheet_back_with_a_reason(committee, sheet, cast):
    other = ScoreSheet.objects.filter(seat=committee.seats.last()).first()
    stages.filled(other, 7, 7, 7)
    transitions.hand_in(other, by=other.seat.user)
    with pytest.raises(TransitionRefused):
        transitions.reopen_sheet(other, by=stages.chair_of(committee), reason=" ")
    for stranger in [cast.officer, cast.members[1], other.seat.user]:
        with pytest.raises(PermissionDenied):
            transitions.reopen_sheet(other, by=stranger, reason="omdat")
    transitions.reopen_sheet(other, by=stages.chair_of(committee), reason="Verkeerde offerte.")
    other.refresh_from_db()
    assert other.state == ScoreSheet.State.DRAFT
    assert OutgoingMail.objects.get(kind="sheet_reopened").recipient == other.seat.user


def test_others_scores_are_unreadable_until_the_meeting(committee):
    """REQ-06: blind to each other. There are scores to leak: everybody has handed in."""
    committee = stages.handed_in(committee)
    reader = committee.seats.last().user
    assert ScoreSheet.objects.readable_by(reader).count() == 3
    transitions.start_consensus(committee, by=stages.chair_of(committee))
    assert ScoreSheet.objects.readable_by(reader).count() == 15


def test_a_tie_hides_everybodys_sheets_of_that_offer(committee):
    committee = stages.handed_in(committee)
    seat = committee.seats.last()
    dossier = committee.phase.proposals.first().dossier
    services.declare(seat, dossier, kind="tie", explanation="oud-collega", by=seat.user)
    transitions.start_consensus(committee, by=stages.chair_of(committee))
    readable = ScoreSheet.objects.readable_by(seat.user)
    assert readable.count() == 10
    assert not readable.filter(proposal__dossier=dossier).exists()


@pytest.mark.parametrize("who", ["officer", "outsider", "applicant", "analyst", "unassigned"])
def test_who_has_no_seat_reads_no_sheet(cast, who):
    stages.meeting(cast)
    assert not ScoreSheet.objects.readable_by(getattr(cast, who)).exists()


def test_reason_that_is_too_long_is_kept_but_not_handed_in(sheet):
    """Typing is never cut off: the limit counts when the sheet is handed in."""
    Committee.objects.filter(pk=sheet.seat.committee_id).update(reason_words=5)
    stages.filled(sheet, 8, 7, 6)
    long = "een twee drie vier vijf zes"
    stored = sheet.scores.get(criterion=criterion(sheet))
    save(sheet, reason=long, version=stored.version)
    sheet = ScoreSheet.objects.get(pk=sheet.pk)
    with pytest.raises(TransitionRefused) as refused:
        transitions.hand_in(sheet, by=sheet.seat.user)
    assert refused.value.code == "too_many_words"
    assert "(6)" in refused.value.message
    assert sheet.scores.get(criterion=criterion(sheet)).reason == long
    save(sheet, reason="een twee drie vier vijf", version=stored.version + 1)
    transitions.hand_in(ScoreSheet.objects.get(pk=sheet.pk), by=sheet.seat.user)
    assert ScoreSheet.objects.get(pk=sheet.pk).state == ScoreSheet.State.HANDED_IN
