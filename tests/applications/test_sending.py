"""Sending, receipt, change code, withdrawal, lapse: what stands, what counts, what is kept."""

import hashlib
import io

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection
from pypdf import PdfReader

from applications import services, transitions
from applications.models import (
    Proposal,
    Receipt,
    RefusedAttempt,
    Submission,
    WorkingSection,
)
from applications.selectors import standing_submission
from applications.tasks import lapse_drafts
from calls.phases import DeadlinePassed
from portal.clock import portal_now
from portal.crypto.receipts import manifest_sha256
from portal.files import store
from portal.mail.models import OutgoingMail
from portal.work.models import Task
from portal.workflow import TransitionRefused
from tests.applications.stages import CANARY, PDF, after_deadline, draft, sent

State = Proposal.State


def submit(proposal, by):
    return transitions.submit(proposal, by=by, declared=True)


def fresh(proposal):
    return Proposal.objects.get(pk=proposal.pk)


def test_sending_seals_and_leaves_nothing_readable(cast, proposal):
    file = proposal.attachments.get().file

    result = submit(proposal, cast.applicant)

    file.refresh_from_db()
    assert fresh(proposal).state == State.SENT
    assert not WorkingSection.objects.exists()
    assert not proposal.attachments.exists()
    assert file.wrapped_key is None
    with pytest.raises(store.NoKey):
        b"".join(store.read(file))
    assert CANARY.encode() not in bytes(result.submission.sealed_payload)
    assert not Task.objects.filter(kind=Task.Kind.FINISH_OFFER, closed_at=None).exists()


def test_time_of_receipt_is_the_databases_own_annex_iv_a(cast, proposal):
    before = portal_now()
    submission = submit(proposal, cast.applicant).submission
    after = portal_now()

    assert before <= submission.received_at <= after
    assert submission.received_at == Submission.objects.get().received_at


def test_manifest_tells_hashes_and_no_content(cast, proposal):
    submission = submit(proposal, cast.applicant).submission

    sealed = hashlib.sha256(bytes(submission.sealed_payload)).hexdigest()
    assert submission.manifest["sealed_sha256"] == sealed
    assert submission.manifest_sha256 == manifest_sha256(submission.manifest)
    assert submission.manifest["files"][0]["stored_sha256"] == submission.files.get().file.sha256
    assert CANARY not in str(submission.manifest)


def submission_hash(proposal):
    return Submission.objects.get(proposal=proposal).manifest_sha256


def test_change_code_is_kept_nowhere(cast, proposal, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        code = submit(proposal, cast.applicant).change_code

    pdf = b"".join(store.read(Receipt.objects.get().file))
    bodies = " ".join(OutgoingMail.objects.values_list("body", flat=True))
    assert code not in bodies
    pages = PdfReader(io.BytesIO(pdf)).pages
    printed = "".join("".join(page.extract_text().split()) for page in pages)
    assert submission_hash(proposal)[:8] in printed  # the control: text is found in this PDF
    assert code not in printed
    assert code.replace("-", "") not in printed
    with connection.cursor() as cursor:
        cursor.execute("SELECT row_to_json(s)::text FROM applications_submission s")
        assert code not in cursor.fetchone()[0]


def test_receipt_is_mailed_with_its_pdf_to_who_writes(
    cast, proposal, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        submission = submit(proposal, cast.applicant).submission

    mails = OutgoingMail.objects.filter(kind="offer_receipt")
    assert {mail.recipient for mail in mails} == {cast.applicant, cast.colleague}
    assert all(submission.manifest_sha256 in mail.body for mail in mails)
    assert {mail.attachment for mail in mails} == {Receipt.objects.get().file}


@pytest.mark.parametrize(
    ("who", "expected"),
    [("colleague", PermissionDenied), ("viewer", PermissionDenied), ("rival", PermissionDenied),
     ("officer", PermissionDenied), ("operator", PermissionDenied)],
)  # fmt: skip
def test_only_a_signatory_of_the_company_sends(cast, proposal, who, expected):
    with pytest.raises(expected):
        submit(proposal, getattr(cast, who))

    assert not Submission.objects.exists()
    assert not RefusedAttempt.objects.exists()


def test_incomplete_offer_is_refused_with_all_gaps_and_kept(cast, phase):
    new = services.start_offer(phase, organisation=cast.company, by=cast.applicant)

    with pytest.raises(transitions.Incomplete) as refusal:
        submit(new, cast.applicant)

    assert len(refusal.value.gaps) > 3
    assert fresh(new).state == State.DRAFT
    assert RefusedAttempt.objects.get().proposal == new


def test_sending_without_the_declaration_is_refused(cast, proposal):
    with pytest.raises(TransitionRefused) as refusal:
        transitions.submit(proposal, by=cast.applicant, declared=False)

    assert refusal.value.code == "declaration"


def test_from_the_very_microsecond_of_the_deadline_nothing_is_accepted(
    cast, phase, proposal, clock
):
    clock.set(phase.closes_at)

    with pytest.raises(DeadlinePassed):
        submit(proposal, cast.applicant)

    attempt = RefusedAttempt.objects.get()
    assert attempt.at >= phase.closes_at
    assert attempt.by == cast.applicant
    assert fresh(proposal).state == State.DRAFT
    assert services.read_section(proposal, "summary").payload["title"] == CANARY


def test_the_database_itself_refuses_a_late_row(cast, phase, proposal, clock):
    """The look at the clock in Python is a courtesy: the trigger decides."""
    submission = submit(proposal, cast.applicant).submission
    after_deadline(phase, clock)
    submission.pk, submission.number = None, 2

    with pytest.raises(DatabaseError, match="outside the window"):
        submission.save(force_insert=True)


def test_what_crosses_the_deadline_on_its_way_is_told_as_too_late(
    cast, phase, proposal, clock, monkeypatch
):
    """Python looked in time, the database stamped too late: still a refusal, still on record."""
    require_open = transitions.sending.phases.require_open
    looks = []

    def look_then_wait(phase, now):
        require_open(phase, now)
        if not looks:
            looks.append(now)
            clock.set(phase.closes_at)

    monkeypatch.setattr(transitions.sending.phases, "require_open", look_then_wait)
    with pytest.raises(DeadlinePassed):
        submit(proposal, cast.applicant)

    assert looks
    assert not Submission.objects.exists()
    assert RefusedAttempt.objects.count() == 1


def test_last_sending_counts_and_earlier_ones_stay_on_record(cast, proposal):
    first = submit(proposal, cast.applicant)
    transitions.change(proposal, code=first.change_code, by=cast.colleague)
    assert standing_submission(proposal) == first.submission  # it counts until it is replaced

    second = submit(proposal, cast.applicant)

    assert standing_submission(proposal) == second.submission
    assert [each.number for each in proposal.submissions.all()] == [1, 2]


def test_change_code_brings_the_draft_back_with_its_files(cast, proposal):
    code = submit(proposal, cast.applicant).change_code

    transitions.change(proposal, code=f" {code.lower()} ", by=cast.colleague)

    assert fresh(proposal).state == State.DRAFT
    assert services.read_section(proposal, "summary").payload["title"] == CANARY
    assert b"".join(store.read(proposal.attachments.get().file)) == PDF
    assert services.completeness(fresh(proposal)) == []


def test_a_wrong_change_code_leaves_the_sent_offer_standing(cast, phase, proposal):
    other = sent(phase, cast.rival).change_code
    submission = submit(proposal, cast.applicant).submission

    for code in ("onzin", other):
        with pytest.raises(TransitionRefused) as refusal:
            transitions.change(proposal, code=code, by=cast.applicant)
        assert refusal.value.code == "change_code"

    assert fresh(proposal).state == State.SENT
    assert standing_submission(proposal) == submission


def test_the_code_of_an_earlier_sending_opens_nothing_later(cast, proposal):
    first = submit(proposal, cast.applicant)
    transitions.change(proposal, code=first.change_code, by=cast.applicant)
    submit(proposal, cast.applicant)

    with pytest.raises(TransitionRefused):
        transitions.change(proposal, code=first.change_code, by=cast.applicant)


def test_file_removed_after_a_change_keeps_no_key(cast, proposal):
    code = submit(proposal, cast.applicant).change_code
    transitions.change(proposal, code=code, by=cast.applicant)
    file = proposal.attachments.get().file

    services.remove_file(proposal, "project_plan", by=cast.applicant)

    file.refresh_from_db()  # the row stays: the first sending names it
    assert file.wrapped_key is None


def test_withdrawn_offer_does_not_count_and_can_begin_again(cast, proposal):
    submit(proposal, cast.applicant)

    transitions.withdraw(proposal, by=cast.applicant)
    assert standing_submission(proposal) is None
    assert OutgoingMail.objects.filter(kind="offer_withdrawn").count() == 2

    transitions.begin_again(proposal, by=cast.colleague)
    assert fresh(proposal).state == State.DRAFT
    assert services.read_sections(proposal) == {}


def test_withdrawing_takes_back_every_sending(cast, proposal):
    first = submit(proposal, cast.applicant)
    transitions.change(proposal, code=first.change_code, by=cast.applicant)
    submit(proposal, cast.applicant)

    transitions.withdraw(proposal, by=cast.applicant)

    assert standing_submission(proposal) is None  # the first one does not come back to life


def test_withdrawing_under_a_changed_draft_keeps_the_draft(cast, proposal):
    code = submit(proposal, cast.applicant).change_code
    transitions.change(proposal, code=code, by=cast.applicant)

    transitions.withdraw(proposal, by=cast.applicant)

    assert fresh(proposal).state == State.DRAFT
    assert services.read_section(proposal, "summary").payload["title"] == CANARY
    with pytest.raises(TransitionRefused):
        transitions.withdraw(proposal, by=cast.applicant)


@pytest.mark.parametrize("move", ["withdraw", "change"])
def test_after_the_deadline_a_sent_offer_stays_as_it_is(cast, phase, proposal, clock, move):
    code = submit(proposal, cast.applicant).change_code
    clock.set(phase.closes_at)

    arguments = {"code": code} if move == "change" else {}
    with pytest.raises(DeadlinePassed):
        getattr(transitions, move)(proposal, by=cast.applicant, **arguments)

    assert standing_submission(proposal) is not None


@pytest.mark.parametrize("model", [Submission, RefusedAttempt])
def test_what_was_received_and_refused_is_never_changed(cast, phase, proposal, model):
    submit(proposal, cast.applicant)
    new = services.start_offer(phase, organisation=cast.company, by=cast.applicant)
    with pytest.raises(transitions.Incomplete):
        submit(new, cast.applicant)

    with pytest.raises(DatabaseError):
        model.objects.all().delete()


def test_drafts_lapse_once_at_the_deadline_and_are_kept(cast, phase, proposal, clock):
    assert lapse_drafts() == 0

    after_deadline(phase, clock)
    assert lapse_drafts() == 1
    assert lapse_drafts() == 0

    assert fresh(proposal).state == State.LAPSED
    assert services.read_section(proposal, "summary").payload["title"] == CANARY
    assert OutgoingMail.objects.filter(kind="offer_lapsed").count() == 2
    assert not Task.objects.filter(kind=Task.Kind.FINISH_OFFER, closed_at=None).exists()


def test_a_changed_draft_over_a_sending_that_stands_does_not_lapse(cast, phase, proposal, clock):
    code = submit(proposal, cast.applicant).change_code
    transitions.change(proposal, code=code, by=cast.applicant)
    after_deadline(phase, clock)

    assert lapse_drafts() == 0
    assert fresh(proposal).state == State.DRAFT


def test_the_deadline_asks_the_holders_to_open_once(cast, phase, clock):
    sent(phase, cast.applicant)
    lapse_drafts()
    assert not Task.objects.filter(kind=Task.Kind.OPEN_VAULT).exists()

    after_deadline(phase, clock)
    lapse_drafts()
    lapse_drafts()

    asked = Task.objects.filter(kind=Task.Kind.OPEN_VAULT, closed_at=None)
    assert {task.holder for task in asked} == {cast.author, cast.officer}


def test_several_offers_of_one_company_are_apart(cast, phase):
    one, two = draft(phase, cast.applicant), draft(phase, cast.applicant)
    submit(one, cast.applicant)

    assert fresh(two).state == State.DRAFT
    assert one.dossier.reference != two.dossier.reference
